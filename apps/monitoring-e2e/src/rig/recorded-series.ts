import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRIC_CATALOG } from '@postgres-ha/monitoring';
import type { PrometheusApi } from '@postgres-ha/testkit';

const FILE = join(import.meta.dirname, 'recorded/series.txt');
/** Labels of the target, or of Prometheus: each series of it has them. */
const OF_TARGETS = ['__name__', 'instance', 'job', 'namespace', 'pod', 'container', 'endpoint', 'environment'];
const OF_PODS = /^(cnpg_io|app_kubernetes_io)_/;
const CATALOG = new Set(METRIC_CATALOG.filter(({ source }) => source !== 'prometheus').map(({ name }) => name));
const OURS =
  /^(cnpg|barman|backup_verifier|split_brain|kubelet_volume_stats|controller_runtime_reconcile|postgres_ha)_/;

/** What a healthy cluster of PostgreSQL 17 exports: a metric a line, with the labels that it has beside those of its target. */
export function recordedSeries(): readonly string[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** What is exported now, in the same form. With RECORD=1 in the environment it is what is recorded from now on. */
export async function exportedSeries(prometheus: PrometheusApi): Promise<readonly string[]> {
  const names = (await prometheus.metricNames()).filter((name) => OURS.test(name) || CATALOG.has(name));
  const lines = new Set<string>();
  for (const name of names) {
    for (const { labels } of await prometheus.query(name)) {
      const own = Object.keys(labels).filter((label) => !OF_TARGETS.includes(label) && !OF_PODS.test(label));
      lines.add(own.length === 0 ? name : `${name}{${own.toSorted().join(',')}}`);
    }
  }
  const series = [...lines].toSorted();
  if (process.env['RECORD'] === '1') writeFileSync(FILE, `${series.join('\n')}\n`);
  return series;
}
