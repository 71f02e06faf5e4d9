import { describe, expect, test } from 'vitest';
import { METRIC_CATALOG } from '../metric-catalog.ts';
import { readExpression } from '../metrics/read-expression.ts';
import { ANNOTATIONS } from './annotations.ts';
import { dashboardQueries } from './dashboard-queries.ts';

const CLUSTER = { environment: 'production', namespace: 'link-services', cnpg_io_cluster: 'postgres-cluster' };
const QUERIES = dashboardQueries(CLUSTER);
const KNOWN = new Set(METRIC_CATALOG.map(({ name }) => name));

/** @see docs/monitoring.md; what people asked for by these names */
const REQUIRED = [
  'cnpg_pg_replication_is_replica',
  'up',
  'cnpg_pg_stat_replication_flush_lag',
  'cnpg_pg_stat_replication_sent_lsn',
  'cnpg_pg_stat_database_numbackends',
  'cnpg_pg_stat_database_tup_returned',
  'cnpg_pg_xlog_position_bytes',
  'cnpg_pg_backup_last_successful_timestamp',
  'cnpg_pg_stat_archiver_archived_count',
  'cnpg_pg_stat_archiver_failed_count',
];

describe.each(QUERIES)('$where: $expression', ({ expression }) => {
  const read = readExpression(expression);

  test('is PromQL', () => {
    expect(read.error).toBeUndefined();
  });

  test('names metrics that there are, and no other', () => {
    expect(read.metrics.length).toBeGreaterThan(0);
    expect(read.metrics.filter((name) => !KNOWN.has(name))).toEqual([]);
  });
});

test('the dashboard shows what its operators know by name', () => {
  const shown = new Set(QUERIES.flatMap(({ expression }) => readExpression(expression).metrics));
  expect(REQUIRED.filter((name) => !shown.has(name))).toEqual([]);
});

test('incidents are marked at the time that they were opened, in milliseconds', () => {
  const incidents = ANNOTATIONS.find(({ useValueForTime }) => useValueForTime === true);
  expect(incidents?.expr).toMatch(/last_incident_timestamp_seconds\{.*\} > 0\) \* 1000$/);
});
