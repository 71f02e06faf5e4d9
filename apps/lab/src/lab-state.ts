import type { ReportJson } from '@postgres-ha/proof-report';
import type { BreakChoice, BreakKind } from './break-kind.ts';
import type { BotState } from './bot/proposal.ts';
import type { FailoverState } from './failover/failover-state.ts';

/** All that the lab shows. Times are ISO 8601 in UTC, positions in the WAL as PostgreSQL writes them (`0/3000148`). */
export interface LabState {
  /** Grows with each change. */
  readonly version: number;
  readonly at: string;
  readonly startedAt: string;
  readonly servers: readonly ServerState[];
  readonly writers: WritersState;
  readonly archive: ArchiveState;
  readonly proof: ProofState;
  /** Newest last. */
  readonly copies: readonly CopyState[];
  readonly failover: FailoverState;
  readonly bot: BotState;
  readonly story: readonly StepState[];
  readonly buttons: ButtonsState;
}

export interface ServerState {
  readonly name: string;
  readonly role: 'primary' | 'standby';
  readonly state: 'starting' | 'running' | 'stopped';
  /** 17 */
  readonly major: number;
  /** Only on this machine: `127.0.0.1:40123`. */
  readonly address: string | null;
  /** Written on the primary, replayed on the standby. */
  readonly lsn: string | null;
  readonly timeline: number | null;
  /** How far the standby is behind the primary; null on the primary. */
  readonly lag: { readonly bytes: number; readonly milliseconds: number } | null;
}

export interface WritersState {
  readonly sessions: number;
  readonly commits: number;
  readonly commitsPerSecond: number;
  /** When the newest canary row was committed. */
  readonly canaryAt: string | null;
  readonly databaseBytes: number | null;
}

export interface ArchiveState {
  /** `s3://lab/archive/`, and where that is served: `http://127.0.0.1:40124`. */
  readonly address: string | null;
  readonly endpoint: string | null;
  readonly objects: number;
  readonly bytes: number;
  readonly backups: readonly { readonly id: string; readonly endedAt: string; readonly bytes: number }[];
  readonly newestWal: { readonly name: string; readonly storedAt: string } | null;
  readonly backingUp: boolean;
}

export interface ProofState {
  readonly running: RunningProof | null;
  /** Of the original archive. */
  readonly last: {
    readonly report: ReportJson;
    readonly startedAt: string;
    readonly finishedAt: string;
  } | null;
  readonly runs: number;
  /** Why the last run could not look, if it could not. */
  readonly failed: string | null;
}

export interface RunningProof {
  /** `archive`, or the id of a broken copy. */
  readonly of: string;
  readonly startedAt: string;
  readonly step: 'listing' | 'content' | 'wal' | 'replay' | 'data';
  readonly backupId: string | null;
  readonly doneBytes: number;
  /** 0 where nobody knows yet. */
  readonly totalBytes: number;
}

export interface CopyState {
  /** `copy-1` */
  readonly id: string;
  readonly kind: BreakKind;
  readonly label: string;
  readonly madeAt: string;
  /** `s3://lab/copy-1/` */
  readonly address: string;
  /** In plain words, with figures: `bit 3 of byte 123,456 of 4,567,890 was flipped`. */
  readonly done: string;
  /** Key of the object that it was done to, from the server's folder on. */
  readonly object: string;
  /** Ids of findings of which one must name the object. */
  readonly expected: readonly string[];
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'proving' }
    | {
        readonly kind: 'found';
        readonly finding: FindingState;
        /** Why looks before this one ended unknown. */
        readonly unknownBefore: readonly string[];
        readonly verdict: Verdict;
        readonly report: ReportJson;
        readonly milliseconds: number;
      }
    | {
        readonly kind: 'missed';
        readonly because: string;
        readonly verdict: Verdict;
        readonly report: ReportJson;
        readonly milliseconds: number;
      }
    | { readonly kind: 'could-not-look'; readonly because: string };
}

export type Verdict = ReportJson['overall'];

/** What names the damage. */
export interface FindingState {
  readonly id: string;
  /** Key, as in the report. */
  readonly object: string;
  readonly place: string | null;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

export interface StepState {
  readonly id: string;
  /** `A base backup is taken`. */
  readonly title: string;
  readonly state:
    | { readonly kind: 'to-come' }
    | { readonly kind: 'running' }
    | { readonly kind: 'done'; readonly said: string }
    | { readonly kind: 'failed'; readonly because: string };
}

export interface ButtonsState {
  readonly breakCopy: readonly BreakChoice[];
  /** How much was asked for and waits. */
  readonly queued: number;
  /** Why nothing can be asked for now, in words; null while it can. */
  readonly blocked: string | null;
}
