/** One statement that every instance runs for its metrics, and what each of its columns means. */
export interface MonitoringQuery {
  /** Its name among the queries. Another one of CloudNativePG's own by the same name would be replaced, so none has one of theirs. */
  readonly key: string;
  /** Its metrics are called `cnpg_<prefix>_<column>`; a prefix of CloudNativePG's own gets further columns. */
  readonly prefix: string;
  /** `primary`: not run by an instance that is a standby. */
  readonly runsOn: 'primary' | 'every-instance';
  /** Read-only, with every name of the catalogue written in full. It gives a row for each combination of the labels, and no NULL. */
  readonly statement: string;
  /** In the order of the statement's columns. */
  readonly columns: readonly QueryColumn[];
}

export type QueryColumn =
  | { readonly kind: 'label'; readonly name: string; readonly meaning: string }
  | {
      readonly kind: 'gauge';
      readonly name: string;
      readonly unit: MetricUnit;
      readonly meaning: string;
    };

export type MetricUnit = 'bytes' | 'seconds' | 'connections' | 'standbys' | 'timeline' | '0 or 1';

/** A metric as Prometheus gets it from an instance. */
export interface QueryMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly meaning: string;
  /** Besides those that the PodMonitor adds. */
  readonly labels: readonly string[];
  readonly runsOn: MonitoringQuery['runsOn'];
}

/** The metrics that a query makes. */
export function metricsOf({ prefix, columns, runsOn }: MonitoringQuery): readonly QueryMetric[] {
  const labels = columns.filter(({ kind }) => kind === 'label').map(({ name }) => name);
  return columns.flatMap((column) =>
    column.kind === 'label'
      ? []
      : [{ name: `cnpg_${prefix}_${column.name}`, unit: column.unit, meaning: column.meaning, labels, runsOn }],
  );
}
