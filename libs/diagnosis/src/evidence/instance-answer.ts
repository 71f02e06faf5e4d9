import type { Look } from './look.ts';

export interface InstanceLook {
  readonly pod: string;
  readonly answer: Look<InstanceAnswer>;
}

/**
 * What an instance says of itself, at one moment. Positions are LSNs such as `0/3000148`. null: not there (a primary has no receiver), or this version
 * or this right does not tell; which of them does not matter, for nothing is concluded from null.
 */
export interface InstanceAnswer {
  /** ISO 8601, by the instance's own clock. */
  readonly askedAt: string;
  /** `server_version`: `17.6 (Debian 17.6-1)`. */
  readonly version: string;
  /** `pg_control_system().system_identifier`, 64 bits: a string. */
  readonly systemId: string | null;
  readonly inRecovery: boolean;
  /** Of `pg_control_checkpoint()`, and of the receiver or the current WAL file where that is known. */
  readonly timeline: number;
  readonly startedAt: string;
  /** Written (primary) or received (standby). */
  readonly position: string | null;
  readonly replayed: string | null;
  /** `pg_last_xact_replay_timestamp()`: says nothing of a lag where nothing was committed. */
  readonly lastReplayAt: string | null;
  readonly replayPaused: boolean;
  /** What the startup process waits for: `RecoveryConflictSnapshot`, `RecoveryPause`, `RecoveryWalStream`. */
  readonly replayWait: string | null;
  readonly receiver: ReceiverSeen | null;
  readonly standbys: readonly StandbySeen[];
  readonly slots: readonly SlotSeen[];
  readonly archiver: ArchiverSeen;
  /** Segments with a `.ready` file; null where it could not be read. */
  readonly readySegments: number | null;
  /** Bytes in pg_wal; null where it could not be read. */
  readonly walBytes: number | null;
  readonly connections: {
    readonly used: number;
    readonly most: number;
    readonly reserved: number;
    /** Who has most of them, at most ten. */
    readonly top: readonly {
      readonly user: string;
      readonly database: string;
      readonly application: string;
      readonly state: string;
      readonly count: number;
    }[];
  };
  /** Sessions with the oldest transactions, and those that block others; at most twenty. */
  readonly longest: readonly SessionSeen[];
  /** How many sessions wait for what: `SyncRep`, `Lock/transactionid`; at most twenty. */
  readonly waits: readonly { readonly event: string; readonly sessions: number; readonly longestSeconds: number }[];
  /** What keeps vacuum from removing dead rows, the oldest first; at most ten. */
  readonly horizon: readonly {
    readonly holder: 'session' | 'slot' | 'prepared' | 'standby';
    readonly name: string;
    /** Transactions. */
    readonly age: number;
  }[];
  /** Transactions since the oldest row of the oldest database was frozen. */
  readonly wraparoundAge: number | null;
  readonly synchronousStandbyNames: string;
  /** Queries that were cancelled for replay since statistics were reset, on a standby. */
  readonly recoveryConflicts: number | null;
  /** Blocks with a wrong checksum that were met since statistics were reset. */
  readonly checksumFailures: number | null;
  /** Whether the role and the function that poolers log in by are there; null where it was not asked. */
  readonly poolerLogin: { readonly role: boolean; readonly function: boolean } | null;
  /** Values of `SETTINGS_ASKED`, as `SHOW` prints them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly volumes: readonly MountSeen[];
}

/** Settings that an instance is asked for. */
export const SETTINGS_ASKED = [
  'archive_mode',
  'archive_timeout',
  'data_checksums',
  'default_transaction_read_only',
  'hot_standby_feedback',
  'idle_in_transaction_session_timeout',
  'max_connections',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_slot_wal_keep_size',
  'max_standby_archive_delay',
  'max_standby_streaming_delay',
  'max_wal_senders',
  'recovery_min_apply_delay',
  'shared_buffers',
  'ssl',
  'synchronous_commit',
  'wal_keep_size',
  'wal_level',
  'wal_segment_size',
] as const;

/** `pg_stat_wal_receiver`. */
export interface ReceiverSeen {
  readonly status: string;
  /** Host of the sender. */
  readonly sender: string;
  readonly slot: string | null;
  readonly latestEnd: string | null;
  /** Since the sender was last heard of. */
  readonly silentSeconds: number | null;
}

/** A line of `pg_stat_replication`. */
export interface StandbySeen {
  readonly name: string;
  readonly address: string | null;
  readonly state: string;
  readonly sync: string;
  /** Bytes behind what the primary wrote. */
  readonly sentBehind: number | null;
  readonly writtenBehind: number | null;
  readonly flushedBehind: number | null;
  readonly replayedBehind: number | null;
  /** `write_lag`, `flush_lag`, `replay_lag`. */
  readonly writeSeconds: number | null;
  readonly flushSeconds: number | null;
  readonly replaySeconds: number | null;
}

export interface SlotSeen {
  readonly name: string;
  readonly type: string;
  readonly active: boolean;
  /** Bytes of WAL that it holds back. */
  readonly held: number | null;
  /** `reserved`, `extended`, `unreserved`, `lost`. */
  readonly walStatus: string | null;
}

/** `pg_stat_archiver`; times are ISO 8601. */
export interface ArchiverSeen {
  readonly archived: number;
  readonly failed: number;
  readonly lastArchived: string | null;
  readonly lastArchivedAt: string | null;
  readonly lastFailed: string | null;
  readonly lastFailedAt: string | null;
}

/** A session; its query is not kept, it may hold data. */
export interface SessionSeen {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  readonly state: string;
  readonly waitEvent: string | null;
  readonly transactionSeconds: number;
  readonly blockedBy: readonly number[];
}

/** Bytes, as `df` says inside the pod. */
export interface MountSeen {
  readonly path: string;
  readonly size: number;
  readonly free: number;
  readonly freeInodes: number | null;
}
