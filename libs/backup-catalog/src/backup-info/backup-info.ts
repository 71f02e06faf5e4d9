import type { Lsn, SystemIdentifier, TimelineId } from '@postgres-ha/postgres-storage';
import type { BarmanTime } from './barman-time.ts';
import type { PythonValue } from './python-literal.ts';

/** @see Barman 3.19 `infofile.py`, `BackupInfo.STATUS_ALL` */
export type BackupStatus = 'EMPTY' | 'STARTED' | 'WAITING_FOR_WALS' | 'DONE' | 'SYNCING' | 'FAILED';

export interface Tablespace {
  readonly name: string;
  readonly oid: number;
  /** Absolute path on the machine that was backed up. */
  readonly location: string;
}

/** Begin or end of a backup in the write-ahead log. */
export interface BackupEdge {
  readonly time?: BarmanTime;
  readonly lsn?: Lsn;
  /** 24 hexadecimal digits. */
  readonly segmentName?: string;
  /** Of the LSN within its segment, in bytes. */
  readonly offsetBytes?: number;
}

/**
 * What backup.info says. A key that is missing, or `None`, is absent here; `fields` has every line as it stood, also of keys
 * that this version does not know.
 * @see Barman 3.19 `infofile.py`, `BackupInfo`
 */
export interface BackupInfo {
  readonly status: BackupStatus | 'unknown';
  /** The status as it stood, also an unknown one. */
  readonly statusText: string;
  readonly begin: BackupEdge;
  readonly end: BackupEdge;
  readonly timeline?: TimelineId;
  readonly systemIdentifier?: SystemIdentifier;
  readonly segmentSizeBytes?: number;
  /** `160004` is 16.4. */
  readonly serverVersion?: number;
  readonly tablespaces: readonly Tablespace[];
  /** Text of the file `backup_label`. */
  readonly backupLabel?: string;
  readonly backupName?: string;
  /** `cloud` in backups of barman-cloud-backup. */
  readonly serverName?: string;
  /** `concurrent`, `postgres`, `rsync-…`, `snapshot-…`. */
  readonly mode?: string;
  readonly pgdata?: string;
  readonly dataChecksums?: 'on' | 'off';
  /** Bytes of all databases when the backup began. */
  readonly clusterSizeBytes?: number;
  readonly error?: string;
  /** Of an incremental backup: what it is an increment to. */
  readonly parentBackupId?: string;
  readonly childrenBackupIds: readonly string[];
  /** Of a backup that is a snapshot of disks. */
  readonly snapshots?: PythonValue;
  readonly copyStatistics?: PythonValue;
  readonly fields: ReadonlyMap<string, string>;
}

export interface BackupInfoProblem {
  /** 1-based; 0 for the text as a whole. */
  readonly line: number;
  readonly key?: string;
  readonly found: string;
  readonly expected: string;
}

export type BackupInfoResult =
  | { readonly kind: 'backup-info'; readonly info: BackupInfo }
  | { readonly kind: 'malformed'; readonly problems: readonly BackupInfoProblem[] };
