import { metricsOf, MONITORING_QUERIES } from '@postgres-ha/database-cluster';
import { metricsFrom, type KnownMetric } from './known-metric.ts';

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/postgres/webserver/metricserver/pg_collector.go */
const COLLECTOR = metricsFrom('cnpg collector', 'cnpg_collector_', {
  up: ['0 or 1', 'whether PostgreSQL took a connection; what it was last while an instance is restarted'],
  collections_total: ['times', 'metrics were asked for'],
  collection_errors_total: ['errors', 'while metrics were read'],
  last_collection_error: ['0 or 1', 'whether the last reading failed'],
  collection_duration_seconds: ['seconds', 'that reading took, by collector'],
  manual_switchover_required: ['0 or 1', 'whether an update waits for somebody to switch over'],
  sync_replicas: ['standbys', 'that commits wait for, as configured'],
  replica_mode: ['0 or 1', 'whether the cluster follows another one'],
  pg_wal_archive_status: ['segments', 'by what became of them: ready waits, done is archived'],
  pg_wal: ['segments, size in bytes', 'in pg_wal, and how many there may be'],
  postgres_version: ['version', 'of PostgreSQL, also as label full'],
  fencing_on: ['0 or 1', 'whether the instance is fenced'],
  nodes_used: ['nodes', 'that the instances are on; -1 unknown'],
  wal_records: ['records', 'written to WAL'],
  wal_fpi: ['pages', 'written whole to WAL'],
  wal_bytes: ['bytes', 'written to WAL'],
  wal_buffers_full: ['times', 'WAL was written since its buffers were full'],
  lo_pages: ['pages', 'of large objects'],
});

const CACHE = metricsFrom('cnpg collector', 'cnpg_', {
  last_error: ['0 or 1', 'whether a query of metrics failed'],
  errors_total: ['errors', 'of queries of metrics, by query'],
  last_update_timestamp: ['seconds since 1970', 'when queries ran last'],
  cache_hits: ['times', 'answers were handed out again'],
  cache_miss: ['0 or 1', 'whether queries ran for the last scrape'],
});

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/config/manager/default-monitoring.yaml */
const DEFAULT_QUERIES = metricsFrom('default query', 'cnpg_', {
  backends_total: ['connections', 'by database, user, application and state'],
  backends_max_tx_duration_seconds: ['seconds', 'age of the oldest transaction, by the same'],
  backends_waiting_total: ['connections', 'that wait for a lock'],
  pg_database_size_bytes: ['bytes', 'of a database'],
  pg_database_xid_age: ['transactions', 'since the oldest row of a database was frozen'],
  pg_database_mxid_age: ['multixacts', 'since the oldest row of a database was frozen'],
  pg_postmaster_start_time: ['seconds since 1970', 'when PostgreSQL started'],
  pg_replication_lag: ['seconds', 'since the newest transaction that was replayed, while some wait'],
  pg_replication_in_recovery: ['0 or 1', '1 for a standby, 0 for a primary'],
  pg_replication_is_wal_receiver_up: ['0 or 1', 'whether there is a WAL receiver'],
  pg_replication_streaming_replicas: ['connections', 'of standbys and base backups'],
  pg_replication_slots_active: ['0 or 1', 'whether somebody reads from a slot'],
  pg_replication_slots_pg_wal_lsn_diff: ['bytes', 'of WAL that a slot holds back'],
  pg_stat_archiver_archived_count: ['segments', 'archived'],
  pg_stat_archiver_failed_count: ['times', 'archiving failed'],
  pg_stat_archiver_seconds_since_last_archival: [
    'seconds',
    'since a segment was archived; grows where nothing is written',
  ],
  pg_stat_archiver_seconds_since_last_failure: ['seconds', 'since archiving failed'],
  pg_stat_archiver_last_archived_time: ['seconds since 1970', 'when a segment was archived last; -1 never'],
  pg_stat_archiver_last_failed_time: ['seconds since 1970', 'when archiving failed last; -1 never'],
  pg_stat_archiver_last_archived_wal_start_lsn: ['bytes', 'begin of the last segment that was archived'],
  pg_stat_archiver_last_failed_wal_start_lsn: ['bytes', 'begin of the last segment that was not'],
  pg_stat_archiver_stats_reset_time: ['seconds since 1970', 'since when the archiver is counted'],
  pg_stat_bgwriter_buffers_clean: ['buffers', 'written by the background writer'],
  pg_stat_bgwriter_maxwritten_clean: ['times', 'the background writer stopped early'],
  pg_stat_bgwriter_buffers_alloc: ['buffers', 'allocated'],
  pg_stat_bgwriter_checkpoints_timed: ['checkpoints', 'by time, before PostgreSQL 17'],
  pg_stat_bgwriter_checkpoints_req: ['checkpoints', 'by request, before PostgreSQL 17'],
  pg_stat_bgwriter_checkpoint_write_time: ['milliseconds', 'that checkpoints wrote, before PostgreSQL 17'],
  pg_stat_bgwriter_checkpoint_sync_time: ['milliseconds', 'that checkpoints synced, before PostgreSQL 17'],
  pg_stat_bgwriter_buffers_checkpoint: ['buffers', 'written by checkpoints, before PostgreSQL 17'],
  pg_stat_bgwriter_buffers_backend: ['buffers', 'written by backends, before PostgreSQL 17'],
  pg_stat_checkpointer_checkpoints_timed: ['checkpoints', 'by time, from PostgreSQL 17'],
  pg_stat_checkpointer_checkpoints_req: ['checkpoints', 'by request, from PostgreSQL 17'],
  pg_stat_checkpointer_restartpoints_timed: ['restartpoints', 'by time, from PostgreSQL 17'],
  pg_stat_checkpointer_restartpoints_req: ['restartpoints', 'by request, from PostgreSQL 17'],
  pg_stat_checkpointer_restartpoints_done: ['restartpoints', 'done, from PostgreSQL 17'],
  pg_stat_checkpointer_write_time: ['milliseconds', 'that checkpoints wrote, from PostgreSQL 17'],
  pg_stat_checkpointer_sync_time: ['milliseconds', 'that checkpoints synced, from PostgreSQL 17'],
  pg_stat_checkpointer_buffers_written: ['buffers', 'written by checkpoints, from PostgreSQL 17'],
  pg_stat_database_xact_commit: ['transactions', 'committed'],
  pg_stat_database_xact_rollback: ['transactions', 'rolled back'],
  pg_stat_database_blks_read: ['blocks', 'read from outside the buffer cache'],
  pg_stat_database_blks_hit: ['blocks', 'found in the buffer cache'],
  pg_stat_database_tup_returned: ['rows', 'read by scans'],
  pg_stat_database_tup_fetched: ['rows', 'fetched by index scans'],
  pg_stat_database_tup_inserted: ['rows', 'inserted'],
  pg_stat_database_tup_updated: ['rows', 'updated'],
  pg_stat_database_tup_deleted: ['rows', 'deleted'],
  pg_stat_database_conflicts: ['queries', 'cancelled since they were in the way of replay'],
  pg_stat_database_temp_files: ['files', 'made for what did not fit into work_mem'],
  pg_stat_database_temp_bytes: ['bytes', 'written to temporary files'],
  pg_stat_database_deadlocks: ['deadlocks', 'that were broken'],
  pg_stat_database_blk_read_time: ['milliseconds', 'spent reading, with track_io_timing'],
  pg_stat_database_blk_write_time: ['milliseconds', 'spent writing, with track_io_timing'],
  pg_stat_replication_backend_start: ['seconds since 1970', 'when a standby connected'],
  pg_stat_replication_backend_xmin_age: ['transactions', 'that a standby holds back vacuum by'],
  pg_stat_replication_sent_diff_bytes: ['bytes', 'that were not sent to a standby'],
  pg_stat_replication_write_diff_bytes: ['bytes', 'that a standby has not written'],
  pg_stat_replication_flush_diff_bytes: ['bytes', 'that a standby has not on its disk'],
  pg_stat_replication_replay_diff_bytes: ['bytes', 'that a standby has not replayed'],
  pg_stat_replication_write_lag_seconds: ['seconds', 'until a standby has written'],
  pg_stat_replication_flush_lag_seconds: ['seconds', 'until a standby has it on its disk'],
  pg_stat_replication_replay_lag_seconds: ['seconds', 'until a standby has replayed'],
  pg_settings_setting: ['as the setting says', 'value of a setting that is a number or a switch'],
  pg_extensions_update_available: ['0 or 1', 'whether an extension can be updated'],
});

/** @see https://github.com/cloudnative-pg/plugin-barman-cloud/blob/v0.14.0/internal/cnpgi/instance/metrics.go */
const PLUGIN = metricsFrom('plugin', 'barman_cloud_cloudnative_pg_io_', {
  first_recoverability_point: ['seconds since 1970', 'begin of what can be restored; 0 nothing'],
  last_available_backup_timestamp: ['seconds since 1970', 'end of the newest base backup; 0 none'],
  last_failed_backup_timestamp: ['seconds since 1970', 'when a base backup failed last; 0 never'],
});

const OUR_QUERIES: readonly KnownMetric[] = MONITORING_QUERIES.flatMap(metricsOf).map(({ name, unit, meaning }) => ({
  ...{ name, unit, meaning },
  source: 'our query',
}));

export const INSTANCE_METRICS: readonly KnownMetric[] = [
  ...COLLECTOR,
  ...CACHE,
  ...DEFAULT_QUERIES,
  ...PLUGIN,
  ...OUR_QUERIES,
];
