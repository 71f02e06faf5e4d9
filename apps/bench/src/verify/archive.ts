/** How large an archive is made. */
export interface ArchiveSize {
  /** Of the database: relations with their indexes. */
  readonly gib: number;
  /** Of WAL, from the one in which the backup began. */
  readonly segments: number;
}

/** An archive of one server with one base backup, as the real Barman wrote it to an S3 server that keeps objects as files. */
export interface Archive extends ArchiveFacts {
  /** Holds the bucket. */
  readonly directory: string;
}

export interface ArchiveFacts {
  readonly size: ArchiveSize;
  readonly backupId: string;
  /** In the order in which a restore needs them. */
  readonly objects: readonly ArchiveObject[];
  /** What was archived, uncompressed. */
  readonly databaseBytes: number;
}

/** A compressed object that a restore reads. */
export interface ArchiveObject {
  /** Below the bucket. */
  readonly key: string;
  readonly sizeBytes: number;
}

export const BUCKET = 'backups';
export const SERVER = 'shop';
export const MAJOR = 17;
export const BARMAN = '3.19';
