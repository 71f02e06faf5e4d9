import { SETTINGS_ASKED } from '@postgres-ha/diagnosis';

/**
 * One statement, one row, one JSON document: all of one moment. It runs on PostgreSQL 14 to 18, on primaries and standbys, takes no lock that anybody
 * waits for, and reads no row of a table.
 * @see https://www.postgresql.org/docs/18/monitoring-stats.html
 */
export const INSTANCE_SQL: string = String.raw`
WITH now_here AS (
  SELECT pg_is_in_recovery() AS recovering,
         CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) ELSE pg_current_wal_lsn() END AS position
), sessions AS (
  SELECT pid, usename, datname, application_name, state, wait_event_type, wait_event, xact_start, backend_type, backend_xid, backend_xmin,
         greatest(0, extract(epoch FROM clock_timestamp() - coalesce(xact_start, query_start))) AS seconds
  FROM pg_stat_activity WHERE pid <> pg_backend_pid()
), blocked AS (
  SELECT pid, pg_blocking_pids(pid) AS by FROM sessions WHERE wait_event_type = 'Lock'
), receiver AS (
  SELECT * FROM pg_stat_wal_receiver LIMIT 1
)
SELECT json_build_object(
  'askedAt', ${iso('clock_timestamp()')},
  'version', current_setting('server_version'),
  'systemId', (SELECT system_identifier::text FROM pg_control_system()),
  'inRecovery', recovering,
  'timeline', greatest((SELECT timeline_id FROM pg_control_checkpoint()), coalesce((SELECT received_tli FROM receiver), 0),
    CASE WHEN recovering THEN 0 ELSE ('x' || substr(pg_walfile_name(position), 1, 8))::bit(32)::bigint END),
  'startedAt', ${iso('pg_postmaster_start_time()')},
  'position', position::text,
  'replayed', pg_last_wal_replay_lsn()::text,
  'lastReplayAt', ${iso('pg_last_xact_replay_timestamp()')},
  'replayPaused', CASE WHEN recovering THEN pg_is_wal_replay_paused() ELSE false END,
  'replayWait', (SELECT wait_event FROM sessions WHERE backend_type = 'startup' LIMIT 1),
  'receiver', (SELECT json_build_object('status', status, 'sender', coalesce(sender_host, ''), 'slot', slot_name, 'latestEnd', latest_end_lsn::text,
    'silentSeconds', extract(epoch FROM clock_timestamp() - last_msg_receipt_time)) FROM receiver),
  'standbys', (SELECT coalesce(json_agg(json_build_object('name', application_name, 'address', host(client_addr), 'state', state, 'sync', sync_state,
    'sentBehind', pg_wal_lsn_diff(position, sent_lsn), 'writtenBehind', pg_wal_lsn_diff(position, write_lsn),
    'flushedBehind', pg_wal_lsn_diff(position, flush_lsn), 'replayedBehind', pg_wal_lsn_diff(position, replay_lsn),
    'writeSeconds', extract(epoch FROM write_lag), 'flushSeconds', extract(epoch FROM flush_lag), 'replaySeconds', extract(epoch FROM replay_lag))
    ORDER BY application_name), '[]') FROM pg_stat_replication),
  'slots', (SELECT coalesce(json_agg(json_build_object('name', slot_name, 'type', slot_type, 'active', active,
    'held', pg_wal_lsn_diff(position, restart_lsn), 'walStatus', wal_status) ORDER BY slot_name), '[]') FROM pg_replication_slots),
  'archiver', (SELECT json_build_object('archived', archived_count, 'failed', failed_count, 'lastArchived', last_archived_wal,
    'lastArchivedAt', ${iso('last_archived_time')}, 'lastFailed', last_failed_wal, 'lastFailedAt', ${iso('last_failed_time')}) FROM pg_stat_archiver),
  'readySegments', (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'),
  'walBytes', (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir()),
  'connections', json_build_object(
    'used', (SELECT count(*) FROM sessions WHERE backend_type = 'client backend'),
    'most', current_setting('max_connections')::int,
    'reserved', current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0),
    'top', (SELECT coalesce(json_agg(t), '[]') FROM (
      SELECT coalesce(usename, '') AS "user", coalesce(datname, '') AS database, application_name AS application, coalesce(state, '') AS state, count(*) AS count
      FROM sessions WHERE backend_type = 'client backend' GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC LIMIT 10) t)),
  'longest', (SELECT coalesce(json_agg(t ORDER BY t."transactionSeconds" DESC), '[]') FROM (
    SELECT pid, coalesce(usename, '') AS "user", application_name AS application, coalesce(state, '') AS state,
           wait_event_type || '/' || wait_event AS "waitEvent", seconds AS "transactionSeconds",
           coalesce((SELECT by FROM blocked b WHERE b.pid = s.pid), '{}') AS "blockedBy"
    FROM sessions s
    WHERE backend_type = 'client backend' AND (xact_start IS NOT NULL OR pid IN (SELECT unnest(by) FROM blocked))
    ORDER BY (pid IN (SELECT unnest(by) FROM blocked)) DESC, seconds DESC NULLS LAST LIMIT 20) t),
  'waits', (SELECT coalesce(json_agg(t), '[]') FROM (
    SELECT CASE wait_event_type WHEN 'IPC' THEN wait_event ELSE wait_event_type || '/' || wait_event END AS event,
           count(*) AS sessions, coalesce(max(seconds), 0) AS "longestSeconds"
    FROM sessions WHERE backend_type = 'client backend' AND state = 'active' AND wait_event IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC LIMIT 20) t),
  'horizon', (SELECT coalesce(json_agg(t), '[]') FROM (
    SELECT * FROM (
      SELECT 'session' AS holder, pid::text AS name, age(coalesce(backend_xmin, backend_xid)) AS age
        FROM sessions WHERE backend_type = 'client backend' AND coalesce(backend_xmin, backend_xid) IS NOT NULL
      UNION ALL SELECT 'slot', slot_name::text, greatest(age(xmin), age(catalog_xmin)) FROM pg_replication_slots WHERE coalesce(xmin, catalog_xmin) IS NOT NULL
      UNION ALL SELECT 'prepared', gid, age(transaction) FROM pg_prepared_xacts
      UNION ALL SELECT 'standby', application_name, age(backend_xmin) FROM pg_stat_replication WHERE backend_xmin IS NOT NULL
    ) h ORDER BY age DESC LIMIT 10) t),
  'wraparoundAge', (SELECT max(age(datfrozenxid)) FROM pg_database),
  'synchronousStandbyNames', current_setting('synchronous_standby_names'),
  'recoveryConflicts', CASE WHEN recovering THEN (SELECT coalesce(sum(conflicts), 0) FROM pg_stat_database) END,
  'checksumFailures', (SELECT sum(checksum_failures) FROM pg_stat_database),
  'poolerLogin', json_build_object(
    'role', EXISTS (SELECT FROM pg_roles WHERE rolname = 'cnpg_pooler_pgbouncer'),
    'function', EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE proname = 'user_search' AND nspname = 'public')),
  'settings', (SELECT json_object_agg(name, current_setting(name)) FROM pg_settings WHERE name IN (${SETTINGS_ASKED.map((name) => `'${name}'`).join(', ')}))
)::text FROM now_here`;

/** ISO 8601 in UTC, or null. */
function iso(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
