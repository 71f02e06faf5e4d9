import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { Acknowledgement, ArchiveReport, DataPolicy, ProofMemory, SchemaSource } from '@postgres-ha/backup-proof';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { Budget } from './budget.ts';

export interface ProveOptions {
  readonly store: ObjectStore;
  /** Below the root of the store, with `/` at its end or empty: there lie the folders of the servers. */
  readonly prefix: string;
  /** Only this server; otherwise each that is found. */
  readonly serverName?: string;
  readonly level: ProofLevel;
  /** Which backups to read and to replay; the catalogue is always of all of them. */
  readonly backups: 'all' | 'newest' | readonly string[];
  readonly newestBackupMaxAgeSeconds?: number;
  readonly retentionDays?: number;
  /**
   * For how long after a WAL object came its predecessor may still be on its way, so that a hole before it is no damage yet; 15 minutes.
   * 0 for an archive that nobody writes to any more.
   */
  readonly settlingSeconds?: number;
  /** Directory for throw-away servers, and where PostgreSQL's programs are; without it nothing above L2 is proven. */
  readonly scratch?: { readonly parent: string; readonly binaries: readonly string[] };
  /** What restored data must look like, at L5; if not given, every heap and index must hold together. */
  readonly data?: DataPolicy;
  /** Asks the running primary for its schemas, where the policy compares with them. */
  readonly primary?: SchemaSource;
  /** Of the hashes of answers to assertions; without it there are none. */
  readonly digestKey?: Uint8Array;
  readonly now: Date;
  /** 0 to 1, chooses the moment for the second replay. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Name and version of what proves; kept with each proof. */
  readonly verifier?: string;
  /** What earlier runs have seen: where nothing has changed since, it is not read again. */
  readonly memory?: ProofMemory;
  /** What is looked at again although nothing has changed: what was seen longer ago, and so many more, chosen at random. */
  readonly reverify?: { readonly olderThanSeconds?: number; readonly sample: number };
  /** What this run may spend. What does not fit is left, and said to be. */
  readonly budget?: Budget;
  /** Damage that is known and written down; it is damage still, and only the alarm rests. */
  readonly acknowledged?: readonly Acknowledgement[];
  readonly onProgress?: (progress: Progress) => void;
}

export type Progress =
  | { readonly kind: 'listing'; readonly objects: number }
  | {
      readonly kind: 'backup';
      readonly backupId: string;
      readonly step: Step;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly kind: 'judged';
      readonly backupId: string;
      readonly verdict: 'proven' | 'damaged' | 'unknown';
    };

/** Reading the base backup, reading WAL, replaying it. */
export type Step = 'content' | 'wal' | 'replay';

/** Proves what can be restored from an archive. It reads; it never writes to the store. One report per server name. */
export type ProveArchive = (options: ProveOptions) => Promise<readonly ArchiveReport[]>;
