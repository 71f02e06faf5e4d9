import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';
import type { Evidence } from './evidence.ts';
import type { PagesEvidence } from './relation-pages.ts';
import type { Stop } from './stop.ts';
import type { CreatedTablespace } from './tablespace-records.ts';

/** What came of restoring and replaying one backup. Everything but 'unknown' is about the archive. */
export type ReplayOutcome =
  | ({ readonly kind: 'replayed'; readonly pages?: PagesEvidence } & Reached)
  /** The WAL ended before a stop. */
  | ({
      readonly kind: 'stopped-short';
      readonly wanted: Stop;
      /** Of the last record replayed, as far as that was seen. */
      readonly reachedLsn?: Lsn;
      /** The file asked for last, if the archive has none. */
      readonly missing?: string;
      /** The last file handed over; where nothing is missing, replay ended in it. */
      readonly lastFile?: string;
      readonly because: readonly string[];
    } & Reached)
  /** A file of WAL was found damaged before the server got it. */
  | ({ readonly kind: 'wal-damaged'; readonly fileName: string; readonly because: string } & Reached)
  /** No server would start from the restored files. */
  | { readonly kind: 'refused-to-start'; readonly because: readonly string[] }
  /** The server gave up. */
  | ({
      readonly kind: 'failed';
      readonly phase: ReplayPhase;
      /** The last file of WAL handed over. */
      readonly lastFile?: string;
      /** Its last words. */
      readonly because: readonly string[];
      readonly sqlStates: readonly string[];
    } & Reached)
  | ({ readonly kind: 'unknown'; readonly because: UnknownReason; readonly detail: string } & Reached);

export type ReplayPhase = 'start' | 'consistency' | 'replay' | 'evidence' | 'shutdown';

/** How far it came. */
export interface Reached {
  readonly stops: readonly StopReached[];
  /** Tablespaces that the WAL creates, which were put into the scratch directory. */
  readonly createdTablespaces: readonly CreatedTablespace[];
}

export interface StopReached {
  readonly stop: Stop;
  /** The end of the last record replayed. */
  readonly reachedLsn: Lsn;
  readonly timeline: TimelineId;
  /** Of the last commit replayed, in microseconds since 1970. */
  readonly lastCommitAt?: bigint;
  /** Where the restored files began to agree. */
  readonly consistentAt?: Lsn;
  readonly durationsMs: StopDurations;
  readonly evidence: Evidence;
}

export interface StopDurations {
  /** From the start of the server to its first question for WAL. */
  readonly start: number;
  /** From there to its first session, which it takes only when consistent. */
  readonly consistency: number;
  readonly replay: number;
  readonly evidence: number;
  readonly shutdown: number;
}

export type UnknownReason =
  | 'aborted'
  | 'time-limit'
  /** No binaries of this major. */
  | 'major-mismatch'
  /** Binaries for other page, WAL page or segment sizes. */
  | 'build-mismatch'
  | 'control-file-version'
  | 'disk-full'
  | 'out-of-memory'
  /** The server cannot read its binaries or pass the directories above the scratch directory. */
  | 'not-reachable'
  | 'wal-unavailable'
  | 'no-superuser'
  | 'compression-unsupported'
  | 'missing-library'
  /** It reached a stop when no session could look yet, and became a primary. */
  | 'not-paused'
  | 'killed'
  | 'server-unusable';
