import type { Overall } from '@postgres-ha/backup-proof';
import type { Log } from '@postgres-ha/worker-runtime';
import type { OpenFinding } from './open-finding.ts';

/** What is different from what was told before. */
export type FindingChange =
  | { readonly kind: 'opened'; readonly at: Date; readonly finding: OpenFinding }
  | { readonly kind: 'changed'; readonly at: Date; readonly finding: OpenFinding; readonly before: OpenFinding }
  | {
      readonly kind: 'resolved';
      readonly at: Date;
      readonly finding: OpenFinding;
      /** Its level was looked at again to the end and it was not there; or the backups that it was about are gone. */
      readonly because: 'passed' | 'gone';
    }
  | {
      readonly kind: 'verdict';
      readonly at: Date;
      readonly serverName: string;
      /** Undefined the first time. */
      readonly from: Overall | undefined;
      readonly to: Overall;
      /** Why nothing is known, where the look itself failed. */
      readonly because?: string;
    };

/**
 * Where findings go. It is told each change until it took it once, so that it may be told twice after a crash, and never not at all.
 * @throws anything when it could not take the change: the next run tells it again
 */
export type FindingSink = (change: FindingChange, options: { readonly signal: AbortSignal }) => Promise<void>;

/** Findings as lines of the log. */
export function logSink(log: Log): FindingSink {
  return (change) => {
    const { kind, at, ...facts } = change;
    const isBad =
      change.kind === 'verdict'
        ? change.to !== 'proven' && change.to !== 'acknowledged'
        : change.kind !== 'resolved' && change.finding.weight === 'damaged';
    log[isBad ? 'warn' : 'info'](kind === 'verdict' ? 'verdict-changed' : `finding-${kind}`, {
      observedAt: at,
      ...facts,
    });
    return Promise.resolve();
  };
}
