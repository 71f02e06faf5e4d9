import type { BarmanSeries, PostgresMajor } from '@postgres-ha/testkit';

/** Codecs of base archives, by the names of Barman's options; 3.20 added zstd. */
export type DataCodec = 'none' | 'gzip' | 'bzip2' | 'snappy' | 'lz4' | 'zstd';

export type WalCodec = DataCodec | 'xz';

/** A moment that was noted from SQL, after what it counts was committed. */
export interface Moment {
  readonly label: string;
  readonly timeline: number;
  /** As PostgreSQL prints it: `16/B374D848`. Everything counted lies before it. */
  readonly lsn: string;
  /** As PostgreSQL prints it, with the offset of its zone. */
  readonly at: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** One real backup, as the database saw it. */
export interface BackupFacts {
  /** The server name below which Barman was told to put it. */
  readonly server: string;
  readonly id: string;
  readonly series: BarmanSeries;
  readonly codec: DataCodec;
  readonly split: boolean;
  readonly timeline: number;
  readonly beginWal: string;
  readonly endWal: string;
  readonly beginLsn: string;
  readonly endLsn: string;
  /** File names below base/<id>/, backup.info excepted. */
  readonly parts: readonly string[];
}

/** A WAL file that was archived: a segment, a .partial, a .backup or a .history. */
export interface WalFacts {
  readonly name: string;
  /** Records that start in this segment, in order; empty for what is not a segment. */
  readonly records: readonly WalRecord[];
}

export interface WalRecord {
  readonly lsn: string;
  readonly lengthBytes: number;
  readonly manager: string;
}

/** Relations that faults are planted in: paths as they are in the archives. */
export interface RelationFacts {
  /** Written once, never since: all its pages are older than any backup. */
  readonly cold: string;
  /** Written to after every backup. */
  readonly touched: string;
  /** In the tablespace, below its directory: `PG_17_202406281/5/16400`. */
  readonly spaced: string;
}

/** What is true of the one life of a cluster that all archives of a major tell of. */
export interface LifeFacts {
  readonly major: PostgresMajor;
  /** `17.10` */
  readonly release: string;
  readonly systemIdentifier: string;
  readonly segmentSizeBytes: number;
  readonly tablespaceOid: number;
  readonly relations: RelationFacts;
  readonly moments: readonly Moment[];
  readonly switchPoint: string;
  /** Whether the old primary went on archiving after the promotion. */
  readonly forked: boolean;
  readonly backups: readonly BackupFacts[];
  readonly wal: readonly WalFacts[];
  /** The end of the last record of the newest archived segment. */
  readonly lastLsn: string;
}
