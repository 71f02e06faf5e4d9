import type { Cluster } from '@postgres-ha/environment';
import { canonicalYaml, inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from '../metadata.ts';
import type { MonitoringQuery, QueryColumn } from './monitoring-query.ts';
import { MONITORING_QUERIES } from './queries.ts';

/** The key of a ConfigMap that holds queries, CloudNativePG's own as well as ours. */
const KEY = 'queries';

export function queriesName(cluster: Pick<Cluster, 'name'>): string {
  return `${cluster.name}-monitoring`;
}

/** The queries as instances read them. The label makes them read a changed one without a restart. */
export function queriesConfigMap(cluster: Cluster): KubeObject {
  const metadata = clusterMetadata(cluster, queriesName(cluster));
  return inWave(WAVES.inputs, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, labels: { ...metadata.labels, 'cnpg.io/reload': 'true' } },
    data: { [KEY]: canonicalYaml(Object.fromEntries(MONITORING_QUERIES.map((query) => [query.key, written(query)]))) },
  });
}

/** The webhook puts the default queries in front of this list; written out, the list stays as it is. */
export function queriesReferences(cluster: Cluster): readonly { readonly name: string; readonly key: string }[] {
  return [
    { name: 'cnpg-default-monitoring', key: KEY },
    { name: queriesName(cluster), key: KEY },
  ];
}

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/postgres/metrics/parser.go */
function written({ prefix, runsOn, statement, columns }: MonitoringQuery): Readonly<Record<string, unknown>> {
  return {
    name: prefix,
    primary: runsOn === 'primary' ? true : undefined,
    query: statement.replace(/\s+/g, ' ').trim(),
    // Not the application's database: this one is always there, and everybody may connect to it.
    target_databases: ['postgres'],
    metrics: columns.map((column) => ({ [column.name]: { usage: usage(column), description: column.meaning } })),
  };
}

function usage({ kind }: QueryColumn): 'LABEL' | 'GAUGE' {
  return kind === 'label' ? 'LABEL' : 'GAUGE';
}
