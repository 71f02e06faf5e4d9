import type { Lsn, TimelineHistory, TimelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedObject, Compression } from './archived-object.ts';
import type { BackupInfo, BackupInfoProblem } from './backup-info/backup-info.ts';
import type { ArchiveOrigin } from './layout/object-place.ts';
import type { WalArchive } from './wal/wal-archive.ts';

/** What lies below one destination path. */
export interface Catalogue {
  /** By prefix. */
  readonly servers: readonly ServerCatalogue[];
  /** Objects that are no part of a Barman Cloud archive, by key; at most `MAX_STRAYS` are kept. */
  readonly strays: readonly ArchivedObject[];
  readonly strayCount: number;
  /** Objects in the LIST, of every kind. */
  readonly objectCount: number;
}

/** Backups and write-ahead log under one server name. */
export interface ServerCatalogue {
  /** Last part of the prefix. */
  readonly serverName: string;
  /** Key up to `base/` and `wals/`, with its slash. */
  readonly prefix: string;
  /** By id, which is by time. */
  readonly backups: readonly ArchivedBackup[];
  readonly wal: WalArchive;
  /** The `.backup` files beside the segments: PostgreSQL writes one for a backup of a primary. */
  readonly labels: readonly BackupLabelFile[];
  /** By timeline, ascending. */
  readonly histories: ReadonlyMap<TimelineId, HistoryFile>;
  readonly objectCount: number;
}

/** A folder below `base/`. */
export interface ArchivedBackup {
  readonly id: string;
  /** Key of the folder, with its slash. */
  readonly prefix: string;
  readonly info: BackupInfoLook;
  /** `data` first, then tablespaces by OID, each by part. */
  readonly archives: readonly BackupArchive[];
  /** Kept from retention, see Barman's `barman-cloud-backup-keep`. */
  readonly keep: KeepMark | undefined;
  /** Other objects of the folder. */
  readonly others: readonly ArchivedObject[];
  /** Objects of the folder vanished between two looks: somebody is deleting it. */
  readonly isVanishing: boolean;
}

export interface BackupArchive {
  readonly object: ArchivedObject;
  readonly origin: ArchiveOrigin;
  /** 0 of `data.tar`, 1 of `data_0001.tar`. */
  readonly part: number;
  readonly compression: Compression;
}

/** What a look at backup.info gave. Only `damaged` and `malformed` say something of the archive. */
export type BackupInfoLook =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly object: ArchivedObject; readonly because: string }
  | { readonly kind: 'damaged'; readonly object: ArchivedObject; readonly problem: string }
  | { readonly kind: 'malformed'; readonly object: ArchivedObject; readonly problems: readonly BackupInfoProblem[] }
  | { readonly kind: 'read'; readonly object: ArchivedObject; readonly info: BackupInfo };

/** `standalone`: only the backup itself is kept. Anything else is taken for `full`: all WAL since then is kept too. */
export type KeepMark =
  | { readonly kind: 'kept'; readonly object: ArchivedObject; readonly target: 'full' | 'standalone' }
  | { readonly kind: 'unreadable'; readonly object: ArchivedObject; readonly because: string };

export interface BackupLabelFile {
  readonly object: ArchivedObject;
  /** Segment in which the backup began, 24 hexadecimal digits. */
  readonly segmentName: string;
  readonly offsetBytes: number;
}

/** A `.history`: where a timeline comes from. Of copies in several compressions the first key counts, as for Barman 3.19. */
export interface HistoryFile {
  readonly timeline: TimelineId;
  readonly object: ArchivedObject;
  readonly look: HistoryLook;
  /** Further copies, whose content is another. */
  readonly contradictedBy: readonly ArchivedObject[];
}

export type HistoryLook =
  | { readonly kind: 'read'; readonly history: TimelineHistory }
  | { readonly kind: 'malformed'; readonly problem: string }
  /** Bytes that cannot be decompressed. */
  | { readonly kind: 'damaged'; readonly problem: string }
  /** A failed look, not a statement about the archive. */
  | { readonly kind: 'unreadable'; readonly because: string };

/** A stretch of a timeline; `to` is the first position behind it. */
export interface LsnRange {
  readonly from: Lsn;
  readonly to: Lsn;
}
