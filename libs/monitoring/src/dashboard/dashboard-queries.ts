import type { ClusterLabels } from '../labels.ts';
import { ANNOTATIONS } from './annotations.ts';
import { sections } from './dashboard.ts';
import { VARIABLES } from './variables.ts';

/** A query of the dashboard as it is sent to Prometheus, with what was chosen filled in. */
export interface DashboardQuery {
  /** Section and panel, or the name of an annotation or a variable. */
  readonly where: string;
  readonly kind: 'instant' | 'range';
  readonly expression: string;
}

export interface QueryOptions {
  /** Matches the names of instances; all of them without it. */
  readonly instances?: string;
  /** For rates; `1m` without it, which is enough for scrapes every 15 s. */
  readonly rateWindow?: string;
  /** The time that is looked at; `1h` without it. */
  readonly range?: string;
}

/** Every query of the dashboard for one cluster, to be tried out on a Prometheus. */
export function dashboardQueries(cluster: ClusterLabels, options: QueryOptions = {}): readonly DashboardQuery[] {
  const fill = (expression: string) => filledIn(expression, { cluster, options });
  const panels = sections({}).flatMap(({ title, lines }) =>
    lines.flat().flatMap((panel) =>
      panel.queries.map(({ expression }): DashboardQuery => ({
        where: `${title} / ${panel.title}`,
        kind: panel.instant ? 'instant' : 'range',
        expression: fill(expression),
      })),
    ),
  );
  const marks = ANNOTATIONS.map(({ name, expr = '' }): DashboardQuery => ({
    where: `annotation ${name}`,
    kind: 'range',
    expression: fill(expr),
  }));
  const choices = VARIABLES.flatMap(({ name, definition }): readonly DashboardQuery[] => {
    const asked = /^label_values\((.*), *(\w+)\)$/.exec(definition ?? '');
    if (asked === null) return [];
    return [
      {
        where: `variable ${name}`,
        kind: 'instant',
        expression: fill(`count by (${asked[2] ?? ''}) (${asked[1] ?? ''})`),
      },
    ];
  });
  return [...panels, ...marks, ...choices];
}

function filledIn(
  expression: string,
  { cluster, options }: { readonly cluster: ClusterLabels; readonly options: QueryOptions },
): string {
  const { instances = '.*', rateWindow = '1m', range = '1h' } = options;
  const values: Readonly<Record<string, string>> = {
    environment: cluster.environment,
    namespace: cluster.namespace,
    cluster: cluster.cnpg_io_cluster,
    instance: instances,
    __rate_interval: rateWindow,
    __range: range,
  };
  return expression.replaceAll(/\$(\w+)/g, (written, name: string) => values[name] ?? written);
}
