import { METRIC_CATALOG } from '@postgres-ha/monitoring';
import { expect, test } from 'vitest';
import { ABSENT_WHEN_QUIET } from './quiet-queries.ts';
import { recordedSeries } from './recorded-series.ts';

/** Of a cluster of PostgreSQL 17 without sinks, in which nothing has gone wrong and no bot runs. */
const NOT_RECORDED = [
  ...Object.keys(ABSENT_WHEN_QUIET),
  'cnpg_collector_collection_errors_total',
  'cnpg_errors_total',
  'cnpg_pg_stat_bgwriter_checkpoint_write_time',
  'cnpg_pg_stat_bgwriter_checkpoint_sync_time',
  'cnpg_pg_stat_bgwriter_buffers_checkpoint',
  'cnpg_pg_stat_bgwriter_buffers_backend',
  'backup_verifier_acknowledged_until_timestamp_seconds',
  'split_brain_watchdog_sink_deliveries_total',
  'split_brain_watchdog_sink_failures_total',
  'split_brain_watchdog_sink_reachable',
];

test('every metric of the catalogue that a healthy cluster exports was seen on a real one', () => {
  const recorded = new Set(recordedSeries().map((series) => series.split('{')[0]));
  const expected = METRIC_CATALOG.filter(({ source }) => source !== 'prometheus').map(({ name }) => name);
  const unseen = expected.filter((name) => !recorded.has(name) && !name.startsWith('gitops_bot_'));
  expect(unseen.toSorted()).toEqual(NOT_RECORDED.toSorted());
});
