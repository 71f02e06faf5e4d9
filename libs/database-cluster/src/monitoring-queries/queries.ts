import type { MonitoringQuery } from './monitoring-query.ts';

/**
 * What CloudNativePG's default queries do not tell. Each reads what the server holds in memory or a handful of rows of a shared
 * catalogue, nothing for each table, so that none takes longer where there are many.
 *
 * They run as `cnpg_metrics_exporter`, a member of `pg_monitor`, in a read-only transaction, for every scrape that is more than 30
 * seconds after the one before.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/postgres/metrics/collector.go
 */
export const MONITORING_QUERIES: readonly MonitoringQuery[] = [
  {
    key: 'pg_replication_role',
    prefix: 'pg_replication',
    runsOn: 'every-instance',
    statement: 'SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica',
    columns: [{ kind: 'gauge', name: 'is_replica', unit: '0 or 1', meaning: '1 for a standby, 0 for a primary' }],
  },
  {
    key: 'pg_xlog_position',
    prefix: 'pg_xlog_position',
    runsOn: 'every-instance',
    // A function that needs a primary is not called on a standby: CASE does not evaluate what it does not choose.
    statement: `
SELECT bytes, timeline
FROM (
  SELECT
    CASE WHEN pg_catalog.pg_is_in_recovery()
      THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_replay_lsn(), '0/0')
      ELSE pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')
    END AS bytes,
    CASE WHEN pg_catalog.pg_is_in_recovery()
      THEN GREATEST(
        (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),
        (SELECT received_tli FROM pg_catalog.pg_stat_wal_receiver)
      )::bigint
      ELSE ('x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
    END AS timeline
) AS here
WHERE bytes IS NOT NULL`,
    columns: [
      {
        kind: 'gauge',
        name: 'bytes',
        unit: 'bytes',
        meaning:
          'Position in the write-ahead log: written by a primary, replayed by a standby; its rate is how much WAL is made',
      },
      {
        kind: 'gauge',
        name: 'timeline',
        unit: 'timeline',
        meaning: 'Timeline that the instance writes or follows; each promotion begins the next one',
      },
    ],
  },
  {
    key: 'pg_stat_replication_position',
    prefix: 'pg_stat_replication',
    runsOn: 'primary',
    // The labels are those of CloudNativePG's own query of that name, so that both can be joined. A base backup sends no position.
    statement: `
SELECT usename,
  COALESCE(application_name, '') AS application_name,
  COALESCE(client_addr::text, '') AS client_addr,
  COALESCE(client_port::text, '') AS client_port,
  pg_catalog.pg_wal_lsn_diff(sent_lsn, '0/0') AS sent_lsn,
  CASE WHEN state = 'streaming' THEN 1 ELSE 0 END AS streaming,
  CASE WHEN sync_state IN ('sync', 'quorum') THEN 1 ELSE 0 END AS synchronous
FROM pg_catalog.pg_stat_replication
WHERE sent_lsn IS NOT NULL`,
    columns: [
      { kind: 'label', name: 'usename', meaning: 'Role that the standby connects as' },
      { kind: 'label', name: 'application_name', meaning: 'Name of the standby, which is that of its pod' },
      { kind: 'label', name: 'client_addr', meaning: 'Address of the standby' },
      { kind: 'label', name: 'client_port', meaning: 'Port of the standby' },
      {
        kind: 'gauge',
        name: 'sent_lsn',
        unit: 'bytes',
        meaning: 'Position in the write-ahead log that was sent to the standby',
      },
      {
        kind: 'gauge',
        name: 'streaming',
        unit: '0 or 1',
        meaning: '1 where the standby has caught up and gets WAL as it is made',
      },
      { kind: 'gauge', name: 'synchronous', unit: '0 or 1', meaning: '1 where commits may wait for this standby' },
    ],
  },
  {
    key: 'pg_synchronous_standbys',
    prefix: 'pg_synchronous_standbys',
    runsOn: 'primary',
    // `FIRST 1 ("a","b")`, `ANY 2 (…)`, `2 (…)`; a mere list of names wants one.
    statement: `
SELECT
  CASE
    WHEN pg_catalog.current_setting('synchronous_standby_names') = '' THEN 0
    ELSE COALESCE(
      (pg_catalog.regexp_match(pg_catalog.current_setting('synchronous_standby_names'), '^ *(?:(?:any|first) +)?([0-9]+) *[(]', 'i'))[1]::integer,
      1
    )
  END AS wanted,
  (
    SELECT pg_catalog.count(*)
    FROM pg_catalog.pg_stat_replication
    WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')
  ) AS connected`,
    columns: [
      {
        kind: 'gauge',
        name: 'wanted',
        unit: 'standbys',
        meaning: 'How many standbys a commit waits for; the operator lowers it where dataDurability is preferred',
      },
      { kind: 'gauge', name: 'connected', unit: 'standbys', meaning: 'Synchronous standbys that stream' },
    ],
  },
  {
    key: 'pg_recovery',
    prefix: 'pg_recovery',
    runsOn: 'every-instance',
    statement: `
SELECT
  CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver WHERE status = 'streaming') THEN 1 ELSE 0 END AS streaming,
  CASE WHEN pg_catalog.pg_is_wal_replay_paused() THEN 1 ELSE 0 END AS replay_paused,
  pg_catalog.pg_wal_lsn_diff(
    COALESCE(GREATEST(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()), '0/0'),
    '0/0'
  ) AS received_bytes,
  pg_catalog.pg_wal_lsn_diff(COALESCE(pg_catalog.pg_last_wal_replay_lsn(), '0/0'), '0/0') AS replayed_bytes
WHERE pg_catalog.pg_is_in_recovery()`,
    columns: [
      {
        kind: 'gauge',
        name: 'streaming',
        unit: '0 or 1',
        meaning: '1 where the standby gets WAL from another instance',
      },
      {
        kind: 'gauge',
        name: 'replay_paused',
        unit: '0 or 1',
        meaning: '1 where somebody has paused the replay of WAL',
      },
      {
        kind: 'gauge',
        name: 'received_bytes',
        unit: 'bytes',
        meaning: 'Position in the write-ahead log that the standby has',
      },
      {
        kind: 'gauge',
        name: 'replayed_bytes',
        unit: 'bytes',
        meaning: 'Position in the write-ahead log that the standby has replayed',
      },
    ],
  },
  {
    key: 'pg_replication_slots_state',
    prefix: 'pg_replication_slots',
    runsOn: 'every-instance',
    statement: `
SELECT slot_name,
  slot_type,
  COALESCE(database, '') AS database,
  CASE WHEN wal_status = 'lost' THEN 1 ELSE 0 END AS wal_lost
FROM pg_catalog.pg_replication_slots`,
    columns: [
      { kind: 'label', name: 'slot_name', meaning: 'Name of the slot' },
      { kind: 'label', name: 'slot_type', meaning: 'physical or logical' },
      { kind: 'label', name: 'database', meaning: 'Database of a logical slot' },
      {
        kind: 'gauge',
        name: 'wal_lost',
        unit: '0 or 1',
        meaning: '1 where WAL that the slot needs is gone: its reader has to begin anew',
      },
    ],
  },
  {
    key: 'pg_stat_database_backends',
    prefix: 'pg_stat_database',
    runsOn: 'every-instance',
    statement: `
SELECT datname, numbackends
FROM pg_catalog.pg_stat_database
WHERE datname IS NOT NULL`,
    columns: [
      { kind: 'label', name: 'datname', meaning: 'Name of the database' },
      { kind: 'gauge', name: 'numbackends', unit: 'connections', meaning: 'Connections to the database' },
    ],
  },
  {
    key: 'pg_connections',
    prefix: 'pg_connections',
    runsOn: 'every-instance',
    // reserved_connections is there since PostgreSQL 16.
    statement: `
SELECT
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') AS used,
  pg_catalog.current_setting('max_connections')::integer AS max,
  pg_catalog.current_setting('superuser_reserved_connections')::integer
    + COALESCE(pg_catalog.current_setting('reserved_connections', true)::integer, 0) AS reserved`,
    columns: [
      { kind: 'gauge', name: 'used', unit: 'connections', meaning: 'Connections of clients, poolers and the operator' },
      { kind: 'gauge', name: 'max', unit: 'connections', meaning: 'max_connections' },
      { kind: 'gauge', name: 'reserved', unit: 'connections', meaning: 'Those of max that ordinary roles do not get' },
    ],
  },
  {
    key: 'pg_client_transactions',
    prefix: 'pg_client_transactions',
    runsOn: 'every-instance',
    // Both rows are always there: an idle server has no transaction, and says so. Autovacuum and replication are no clients.
    statement: `
SELECT states.state,
  COALESCE(GREATEST(EXTRACT(EPOCH FROM pg_catalog.max(pg_catalog.now() - activity.xact_start)), 0), 0) AS oldest_seconds
FROM (VALUES ('active'), ('idle in transaction')) AS states (state)
LEFT JOIN pg_catalog.pg_stat_activity AS activity
  ON activity.backend_type = 'client backend'
  AND activity.xact_start IS NOT NULL
  AND (activity.state LIKE 'idle in transaction%') = (states.state = 'idle in transaction')
GROUP BY states.state`,
    columns: [
      {
        kind: 'label',
        name: 'state',
        meaning: 'active where a statement runs; idle in transaction where the client has begun and does nothing',
      },
      {
        kind: 'gauge',
        name: 'oldest_seconds',
        unit: 'seconds',
        meaning: 'Age of the oldest transaction of a client; 0 where there is none',
      },
    ],
  },
];
