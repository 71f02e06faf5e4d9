import { join } from 'node:path';
import type { ControlFile, PostgresMajor, TimelineId } from '@postgres-ha/postgres-storage';
import type { ScratchPaths } from './scratch.ts';
import { stopSettings, type Stop } from './stop.ts';
import { RESTORE_COMMAND } from './wal-service.ts';

/** The settings of which a standby needs no less than its primary had; later WAL may raise them. */
export type PrimaryLimits = Pick<
  ControlFile,
  'maxConnections' | 'maxWorkerProcesses' | 'maxWalSenders' | 'maxPreparedTransactions' | 'maxLocksPerTransaction'
>;

export interface ServerSettingsOptions {
  readonly major: PostgresMajor;
  readonly paths: ScratchPaths;
  readonly limits: PrimaryLimits;
  readonly stop: Stop;
  readonly timeline: TimelineId;
  readonly preloadLibraries: readonly string[];
  readonly memory: ServerMemory;
}

export interface ServerMemory {
  /** 128 MiB if not given. */
  readonly sharedBuffersBytes?: number;
  /** About how much WAL stays in the scratch directory; 1 GiB if not given. */
  readonly walBytes?: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * All settings of a scratch server. They are given on the command line, which goes before every file that the archive might hold.
 *
 * It talks to nobody (no TCP, no standby, no archive, no subscription), runs nothing of the source's (no preloaded library but the named,
 * no event trigger, no autovacuum), writes nothing outside its directory, and forgives nothing (recovery ends only at its target).
 */
export function serverSettings(options: ServerSettingsOptions): Readonly<Record<string, string>> {
  const { major, paths, limits, stop, timeline, preloadLibraries, memory } = options;
  const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / MEBIBYTE))}MB`;
  return {
    config_file: join(paths.configuration, 'postgresql.conf'),
    hba_file: join(paths.configuration, 'pg_hba.conf'),
    ident_file: join(paths.configuration, 'pg_ident.conf'),
    data_directory: paths.data,

    listen_addresses: '',
    port: '5432',
    unix_socket_directories: paths.socket,
    unix_socket_permissions: '0700',
    ssl: 'off',
    bonjour: 'off',
    primary_conninfo: '',
    primary_slot_name: '',
    archive_mode: 'off',
    archive_command: '',
    synchronous_standby_names: '',
    max_logical_replication_workers: '0',
    ...(major >= 15 ? { archive_library: '' } : { stats_temp_directory: 'pg_stat_tmp' }),
    ...(major <= 15 ? { promote_trigger_file: '' } : {}),
    ...(major >= 17 ? { sync_replication_slots: 'off', summarize_wal: 'off', event_triggers: 'off' } : {}),

    shared_preload_libraries: preloadLibraries.join(','),
    session_preload_libraries: '',
    local_preload_libraries: '',
    dynamic_library_path: '$libdir',
    jit: 'off',
    autovacuum: 'off',

    hot_standby: 'on',
    restore_command: RESTORE_COMMAND,
    archive_cleanup_command: '',
    recovery_end_command: '',
    recovery_target_timeline: String(timeline),
    recovery_target_action: 'pause',
    ...stopSettings(stop),
    ignore_invalid_pages: 'off',
    ignore_checksum_failure: 'off',
    zero_damaged_pages: 'off',
    restart_after_crash: 'off',
    max_standby_archive_delay: '-1',

    max_connections: String(Math.max(20, limits.maxConnections)),
    max_worker_processes: String(Math.max(8, limits.maxWorkerProcesses)),
    max_wal_senders: String(limits.maxWalSenders),
    max_prepared_transactions: String(limits.maxPreparedTransactions),
    max_locks_per_transaction: String(Math.max(64, limits.maxLocksPerTransaction)),

    fsync: 'off',
    huge_pages: 'off',
    shared_buffers: megabytes(memory.sharedBuffersBytes ?? 128 * MEBIBYTE),
    dynamic_shared_memory_type: 'mmap',
    max_wal_size: megabytes(memory.walBytes ?? 1024 * MEBIBYTE),
    checkpoint_timeout: '1d',
    wal_recycle: 'off',
    wal_init_zero: 'off',
    bgwriter_lru_maxpages: '0',
    update_process_title: 'off',

    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '%e %b ',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'default',
    log_checkpoints: 'off',
    log_connections: major >= 18 ? '' : 'off',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}
