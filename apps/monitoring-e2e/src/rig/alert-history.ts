import type { PrometheusApi } from '@postgres-ha/testkit';

type Labels = Readonly<Record<string, string>>;

/** An alert by its name and what it is about: `PostgreSQLReplicationLag postgres-cluster-2`, with the reason where it has several. */
export function alertId(labels: Labels): string {
  const { alertname = '', pod, application_name: standby, persistentvolumeclaim: volume, reason, state } = labels;
  const about = pod ?? standby ?? volume;
  return [alertname, about, reason ?? state].filter((part) => part !== undefined).join(' ');
}

/** Everything that has fired since then, however briefly. @param since seconds since 1970 */
export async function firedSince(prometheus: PrometheusApi, since: number): Promise<readonly string[]> {
  const series = await prometheus.queryRange('ALERTS{alertstate="firing"}', {
    start: since,
    end: await now(prometheus),
    stepSeconds: 1,
  });
  return [...new Set(series.map(({ labels }) => alertId(labels)))].toSorted();
}

/** By the clock of Prometheus. */
export async function now(prometheus: PrometheusApi): Promise<number> {
  const [sample] = await prometheus.query('time()');
  if (sample === undefined) throw new Error('Prometheus does not tell the time');
  return sample.value;
}
