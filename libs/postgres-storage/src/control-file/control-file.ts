import type { SystemIdentifier, TimelineId } from '../identifiers.ts';
import type { Lsn } from '../lsn.ts';

/** What `global/pg_control` says. Sizes are in bytes; LSNs that are not set are undefined. */
export interface ControlFile {
  readonly kind: 'control-file';
  readonly systemIdentifier: SystemIdentifier;
  readonly controlVersion: number;
  readonly catalogVersion: number;
  /** Of PostgreSQL, by the catalogue version; undefined for one that is no release, such as a beta or a fork. */
  readonly major: PostgresMajor | undefined;
  readonly state: ClusterState;
  /** Of the last write of this file. */
  readonly modifiedAt: Date;
  readonly checkpoint: Lsn;
  /** Where replay from that checkpoint begins. */
  readonly redo: Lsn;
  /** Of the checkpoint. */
  readonly timeline: TimelineId;
  readonly previousTimeline: TimelineId;
  readonly fullPageWrites: boolean;
  readonly checkpointAt: Date;
  readonly minRecoveryPoint: { readonly lsn: Lsn; readonly timeline: TimelineId } | undefined;
  readonly backupStart: Lsn | undefined;
  readonly backupEnd: Lsn | undefined;
  /** Recovery must meet the record of the backup's end. */
  readonly backupEndRequired: boolean;
  readonly walLevel: 'minimal' | 'replica' | 'logical';
  readonly walLogHints: boolean;
  /** A hot standby needs no fewer of these. */
  readonly maxConnections: number;
  readonly maxWorkerProcesses: number;
  readonly maxWalSenders: number;
  readonly maxPreparedTransactions: number;
  readonly maxLocksPerTransaction: number;
  readonly trackCommitTimestamp: boolean;
  readonly blockSizeBytes: number;
  /** Of a file of a relation, at most. */
  readonly blocksPerFile: number;
  readonly walBlockSizeBytes: number;
  readonly segmentSizeBytes: number;
  readonly dataChecksums: boolean;
  /** PostgreSQL 18 and later. */
  readonly charIsSigned?: boolean;
}

export type PostgresMajor = 13 | 14 | 15 | 16 | 17 | 18;

export const CLUSTER_STATES = [
  'starting up',
  'shut down',
  'shut down in recovery',
  'shutting down',
  'in crash recovery',
  'in archive recovery',
  'in production',
] as const;

/** In the words of pg_controldata. */
export type ClusterState = (typeof CLUSTER_STATES)[number];

/** A control file that no server would start from. */
export interface DamagedControlFile {
  readonly kind: 'damaged';
  readonly problem: 'size' | 'version' | 'crc' | 'value';
  /** Bytes from the start of the file, where that can be told. One flipped bit can be found by the CRC. */
  readonly offsetBytes?: number;
  readonly found: string;
  readonly expected: string;
}

/** Whole by its CRC, but of a PostgreSQL that is not known here. */
export interface UnknownControlFile {
  readonly kind: 'unknown-version';
  readonly controlVersion: number;
  readonly catalogVersion: number;
}
