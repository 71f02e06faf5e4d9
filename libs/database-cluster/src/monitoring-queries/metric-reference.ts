import { metricsOf } from './monitoring-query.ts';
import { MONITORING_QUERIES } from './queries.ts';

/** A page with every metric that our queries make. */
export function metricReference(): string {
  const rows = MONITORING_QUERIES.flatMap(metricsOf)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, labels, runsOn, unit, meaning }) => {
      const own = labels.length === 0 ? '' : labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${meaning} | ${unit} | ${own} | ${runsOn === 'primary' ? 'the primary' : 'each instance'} |`;
    });
  return `# Metrics of our own queries

<!-- Made by \`npm run reference\` from libs/database-cluster/src/monitoring-queries; edit that instead. -->

Each instance tells them on port 9187 beside those of CloudNativePG; all are gauges. Besides the labels of the last column but one each has
those that every series of a cluster has: [monitoring](../monitoring.md#labels).

| metric | meaning | unit | labels | told by |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
