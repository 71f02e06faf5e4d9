import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';

/** Whether one base backup can be restored. */
export type BackupVerdict =
  | {
      readonly kind: 'proven';
      readonly level: ProofLevel;
      /** The newest position that was seen to be restored from this backup; below L4, that was read or listed without a hole. */
      readonly upTo: Reached;
    }
  | { readonly kind: 'damaged'; readonly findings: readonly [Finding, ...Finding[]] }
  | {
      readonly kind: 'unknown';
      /** The highest level that was passed on the way. */
      readonly passed: ProofLevel | 'none';
      readonly because: readonly [Finding, ...Finding[]];
    };

export interface Reached {
  readonly lsn: Lsn;
  readonly timeline: TimelineId;
  /** Time of the last commit up to there, where one was seen. */
  readonly lastCommitAt?: Date;
}

/** What was looked at for one backup, and what was seen. */
export interface BackupEvidence {
  /** The level that was asked for. */
  readonly asked: ProofLevel;
  /** Levels that were looked at to their end, whatever was seen there. */
  readonly looked: ReadonlySet<ProofLevel>;
  /** What speaks about this backup up to the point where it is consistent. What is found in later WAL is not the backup's fault. */
  readonly findings: readonly Finding[];
  readonly upTo: Reached;
}

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];

/**
 * Damage is said as soon as anything proves it. Proven is said only when every level up to the asked one was looked at to its end and nothing
 * was found: a look that did not happen, or that failed, leaves the verdict unknown, with the reason.
 */
export function judgeBackup({ asked, looked, findings, upTo }: BackupEvidence): BackupVerdict {
  const [damage, ...more] = findings.filter(({ weight }) => weight === 'damaged');
  if (damage !== undefined) return { kind: 'damaged', findings: [damage, ...more] };
  const needed = LEVELS.slice(0, LEVELS.indexOf(asked) + 1);
  const open = needed.find(
    (level) => !looked.has(level) || findings.some((each) => each.weight === 'unknown' && each.level === level),
  );
  if (open === undefined) return { kind: 'proven', level: asked, upTo };
  const passed = needed[needed.indexOf(open) - 1] ?? 'none';
  const [reason, ...others] = findings.filter(({ weight }) => weight === 'unknown');
  return { kind: 'unknown', passed, because: reason === undefined ? [notLooked(open)] : [reason, ...others] };
}

function notLooked(level: ProofLevel): Finding {
  return {
    id: 'not-asked-for',
    level,
    weight: 'unknown',
    found: `${level} was not looked at`,
    expected: 'a look at every level up to the asked one',
    remedy: 'Run the verification again for this backup.',
  };
}
