import type { Compression, Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';
import type { DataFacts } from '../data/data-facts.ts';
import type { Acknowledgement } from './acknowledge.ts';
import type { Overall } from './overall.ts';
import type { BackupVerdict } from './verdict.ts';

/** What is known of the archive of one server after looking at it. */
export interface ArchiveReport {
  /** Of the store, without credentials. */
  readonly store: string;
  readonly serverName: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly asked: ProofLevel;
  readonly overall: Overall;
  /** Oldest first. */
  readonly backups: readonly BackupReport[];
  /** All moments since the first backup, by timeline and position, without a gap between them. */
  readonly moments: readonly Moments[];
  /** What belongs to no single backup: holes in the WAL, folders without a backup, strays. */
  readonly findings: readonly Finding[];
  /** As stored; `bytes` were read in this run, `remembered` stand for proofs of earlier runs that still hold. */
  readonly read: { readonly objects: number; readonly bytes: number; readonly remembered?: number };
  /** The fault that was planted in memory, to see that it is found; absent where there was nothing to plant one in. */
  readonly selfTest?: SelfTest;
  /** What people wrote down about damage that is there, and that holds; absent where nothing was to be considered. */
  readonly acknowledged?: readonly Acknowledged[];
}

/** An acknowledgement that holds, and how many findings of this report it covers. */
export interface Acknowledged extends Acknowledgement {
  readonly covers: number;
}

/** A verifier that does not find what was planted proves nothing. */
export interface SelfTest {
  readonly plants: readonly {
    readonly kind: 'hidden-segment' | 'flipped-bit';
    /** Key of the object that it was done to, in memory. */
    readonly object: string;
    readonly found: boolean;
  }[];
}

/** When a level was last looked at to its end, and passed. */
export interface LevelProof {
  readonly level: ProofLevel;
  readonly at: Date;
  /** Name and version of what looked. */
  readonly verifier: string;
  /** Whether that was an earlier run, whose proof still holds. */
  readonly remembered: boolean;
}

export interface BackupReport {
  readonly id: string;
  readonly name: string | undefined;
  readonly status: string;
  readonly timeline: TimelineId | undefined;
  readonly begin: Lsn | undefined;
  readonly end: Lsn | undefined;
  readonly endedAt: Date | undefined;
  /** As stored. */
  readonly sizeBytes: number;
  readonly compression: Compression | 'mixed';
  readonly verdict: BackupVerdict;
  /** What does not change the verdict. */
  readonly notices: readonly Finding[];
  readonly phases: readonly Phase[];
  /** Each level that this backup has passed, lowest first. */
  readonly proofs: readonly LevelProof[];
  readonly data?: DataFacts;
}

/** A step of the proof, and how long it took. */
export interface Phase {
  readonly name: 'content' | 'wal' | 'boot' | 'replay' | 'pages' | 'data';
  readonly milliseconds: number;
  readonly bytes?: number;
}

/** A stretch of a timeline, and whether the database can be had as it was then. */
export interface Moments {
  readonly timeline: TimelineId;
  readonly from: Lsn;
  readonly to: Lsn;
  readonly fromTime?: Date;
  readonly toTime?: Date;
  /** `proven`: replayed. `unproven`: nothing speaks against it, but nobody replayed it. `lost`: there is no way to it. */
  readonly state: 'proven' | 'unproven' | 'lost';
  /** The backup to restore from. */
  readonly backupId?: string;
  /** Why it is lost, or where it ends: the first segment that is missing or damaged. */
  readonly because?: string;
}
