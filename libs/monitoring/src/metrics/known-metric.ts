/** A metric that rules and panels may name. */
export interface KnownMetric {
  readonly name: string;
  readonly source: MetricSource;
  readonly unit: string;
  readonly meaning: string;
}

export type MetricSource =
  /** Read by CloudNativePG's instance manager itself, anew at each scrape. */
  | 'cnpg collector'
  /** By a query of CloudNativePG's ConfigMap cnpg-default-monitoring; handed out again for 30 s, as ours are. */
  | 'default query'
  | 'our query'
  | 'recording rule'
  /** The Barman Cloud plugin, by way of every instance. */
  | 'plugin'
  | 'kubelet'
  | 'pgbouncer'
  | 'worker'
  | 'operator'
  | 'prometheus';

/** Metrics of one source, each as `name: [unit, meaning]`; the prefix is put in front of every name. */
export function metricsFrom(
  source: MetricSource,
  prefix: string,
  metrics: Readonly<Record<string, readonly [unit: string, meaning: string]>>,
): readonly KnownMetric[] {
  return Object.entries(metrics).map(([name, [unit, meaning]]) => ({ name: prefix + name, source, unit, meaning }));
}
