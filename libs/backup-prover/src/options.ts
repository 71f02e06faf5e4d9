import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ObjectStore } from '@postgres-ha/object-store';

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
  /** Directory for throw-away servers, and where PostgreSQL's programs are; without it nothing above L2 is proven. */
  readonly scratch?: { readonly parent: string; readonly binaries: readonly string[] };
  readonly now: Date;
  /** 0 to 1, chooses the moment for the second replay. */
  readonly random: () => number;
  readonly signal: AbortSignal;
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
