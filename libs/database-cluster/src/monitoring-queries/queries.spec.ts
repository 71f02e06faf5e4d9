import { readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { clusterFiles } from '../cluster-files.ts';
import { metricsOf } from './monitoring-query.ts';
import { MONITORING_QUERIES } from './queries.ts';

/** What CloudNativePG 1.30 asks by itself. @see config/manager/default-monitoring.yaml */
const DEFAULT_KEYS = [
  'backends',
  'backends_waiting',
  'pg_database',
  'pg_postmaster',
  'pg_replication',
  'pg_replication_slots',
  'pg_stat_archiver',
  'pg_stat_bgwriter',
  'pg_stat_bgwriter_17',
  'pg_stat_checkpointer',
  'pg_stat_database',
  'pg_stat_replication',
  'pg_settings',
  'pg_extensions',
];

/** Columns of those whose prefix ours share. */
const DEFAULT_METRICS = [
  ...['lag', 'in_recovery', 'is_wal_receiver_up', 'streaming_replicas'].map(
    (column) => `cnpg_pg_replication_${column}`,
  ),
  ...['active', 'pg_wal_lsn_diff'].map((column) => `cnpg_pg_replication_slots_${column}`),
  ...['backend_start', 'backend_xmin_age', 'sent_diff_bytes', 'flush_diff_bytes', 'replay_diff_bytes'].map(
    (column) => `cnpg_pg_stat_replication_${column}`,
  ),
  ...['xact_commit', 'tup_returned', 'deadlocks', 'temp_bytes'].map((column) => `cnpg_pg_stat_database_${column}`),
];

function firstFile(): readonly KubeObject[] {
  const reading = readEnvironment(exampleFiles(example()));
  if (reading.kind === 'refused') throw new Error('the example is refused');
  const [cluster] = reading.environment.clusters;
  return cluster === undefined ? [] : (clusterFiles(cluster, reading.environment)[0]?.objects ?? []);
}

test('file 01 has the queries, and its Cluster asks for the default ones and for these, in this order', () => {
  const cluster = firstFile().find(({ kind }) => kind === 'Cluster');
  expect(cluster?.['spec']).toMatchObject({
    monitoring: {
      customQueriesConfigMap: [
        { name: 'cnpg-default-monitoring', key: 'queries' },
        { name: 'orders-monitoring', key: 'queries' },
      ],
    },
  });
  const map = firstFile().find(({ metadata }) => metadata.name === 'orders-monitoring');
  expect(map).toMatchObject({ kind: 'ConfigMap', metadata: { labels: { 'cnpg.io/reload': 'true' } } });
  const { queries } = map?.['data'] as { readonly queries: string };
  expect(Object.keys(parse(queries) as object).sort()).toEqual(MONITORING_QUERIES.map(({ key }) => key).sort());
});

test('none replaces a query of CloudNativePG, and none makes a metric that one of those makes', () => {
  const keys = MONITORING_QUERIES.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => DEFAULT_KEYS.includes(key))).toEqual([]);
  const names = MONITORING_QUERIES.flatMap(metricsOf).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => DEFAULT_METRICS.includes(name))).toEqual([]);
});

test('the names that people know and CloudNativePG lacks are there', () => {
  const metrics = new Map(MONITORING_QUERIES.flatMap(metricsOf).map((metric) => [metric.name, metric]));
  expect(metrics.get('cnpg_pg_replication_is_replica')?.labels).toEqual([]);
  expect(metrics.get('cnpg_pg_stat_replication_sent_lsn')).toMatchObject({ unit: 'bytes', runsOn: 'primary' });
  expect(metrics.get('cnpg_pg_stat_database_numbackends')?.labels).toEqual(['datname']);
  expect(metrics.get('cnpg_pg_xlog_position_bytes')).toMatchObject({ unit: 'bytes', labels: [] });
});

describe.each(MONITORING_QUERIES)('$key', ({ statement, columns }) => {
  test('reads what the server holds in memory or shares, and names it in full', () => {
    const relations = [...statement.matchAll(/\b(?:FROM|JOIN)\s+([a-z_.]+)/g)].map(([, name = '']) => name);
    for (const name of relations.filter((each) => each !== '' && each !== 'pg_catalog.max'))
      expect(name).toMatch(/^pg_catalog\./);
    expect(statement).not.toMatch(/pg_class|pg_attribute|pg_statio|pg_stat_(?:user|all)|_size\(/);
  });

  test('says what each column means', () => {
    for (const { meaning } of columns) expect(meaning).toMatch(/^\S.{7,}[^.]$/);
  });
});
