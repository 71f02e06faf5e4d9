import { durationMs, quoted, readAs, refuse, type Reading } from '@postgres-ha/command-line';
import type { TargetOptions } from './read-target.ts';

/** Options of every command that asks a Kubernetes cluster. */
export interface LookOptions extends TargetOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly timeout: string;
  readonly json?: true;
}

/** Options of commands that judge evidence. */
export interface EvidenceOptions extends LookOptions {
  /** `false` with --no-job. */
  readonly job?: boolean;
  readonly evidence?: string;
  readonly record?: string;
  readonly verbose?: true;
}

export function readTimeout({ timeout }: Pick<LookOptions, 'timeout'>): Reading<number> {
  const ms = durationMs(timeout);
  if (ms !== undefined) return readAs(ms);
  const expected = 'a duration such as 30s or 2m';
  return refuse({ where: '--timeout', found: quoted(timeout), expected, remedy: 'Write it with its unit.' });
}
