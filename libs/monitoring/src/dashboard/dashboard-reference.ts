import { tableHead, tableRow } from '@postgres-ha/markup';
import { ANNOTATIONS } from './annotations.ts';
import { NO_DATA } from './colours.ts';
import { dashboard, DASHBOARD_TITLE, DASHBOARD_UID, sections } from './dashboard.ts';
import type { PanelDefinition } from './panels/panel.ts';
import { VARIABLES } from './variables.ts';

const KINDS = { stat: 'number', timeseries: 'graph', 'state-timeline': 'bands', table: 'table' } as const;

const UNITS: Readonly<Record<string, string>> = {
  none: '',
  short: '',
  s: 'seconds',
  bytes: 'bytes',
  Bps: 'bytes a second',
  percentunit: 'percent',
  ops: 'a second',
  reqps: 'a second',
  rowsps: 'rows a second',
  dateTimeAsIso: 'time',
  dateTimeFromNow: 'time',
};

/** The page of the dashboard in the docs, in Markdown. */
export function dashboardReference(): string {
  const { time, refresh } = dashboard({});
  return `${[
    '# The dashboard',
    'Made from `libs/monitoring`; a test compares them.',
    `**${DASHBOARD_TITLE}** is one dashboard for every cluster that a Prometheus knows, at \`/d/${DASHBOARD_UID}/postgresql-ha-cloudnativepg\` of your Grafana. ` +
      'It is in file `03-monitoring.yaml` of an environment that has `monitoring`: as a ConfigMap that the sidecar of the Grafana chart finds by its label, in the folder that ' +
      '`monitoring.grafana.folder` names, and as a GrafanaDashboard as well where `monitoring.grafana.operator` says which Grafana it is for. It needs no plugin. Grafana 10 or later shows it.',
    'Where two environments share a Grafana, one of them is enough: give the other one, by `monitoring.grafana.labels`, a label that the sidecar does not look for.',
    '![The panels of the dashboard and their places](dashboard.svg)',
    [
      `- **What is not known is never green.** Where a query finds nothing a panel says "${NO_DATA}", in purple; a graph has a gap, a band has a hole.`,
      '- **Colours mean one thing everywhere:** green is good, orange is a warning, red is critical, blue is neither good nor bad, purple is not known.',
      '- **Limits are those of the alerts**, with their defaults. Where cluster.yaml sets others, the alerts have these and the lines of the dashboard do not.',
      '- Point at a graph and all of them mark that time. The name of an alert leads to its runbook, where `monitoring.runbooks` says where they can be read.',
    ].join('\n'),
    `It shows ${time?.from.replace('now-', 'the last ') ?? ''} and reads anew every ${refresh ?? ''} until you choose otherwise. It cannot be edited in Grafana: what is changed there would be undone; copy it, or change it here.`,
    '## What can be chosen',
    [
      tableHead(['Variable', 'Values']),
      ...VARIABLES.map(({ name, label = '', multi }) =>
        tableRow([`${label} (\`${name}\`)`, multi === true ? 'one, several, or all' : 'one']),
      ),
    ].join('\n'),
    'Each is looked up within what was chosen before it, by `up`, which is there for a target that does not answer as well.',
    '## What is marked in the graphs',
    [tableHead(['Mark', 'Says']), ...ANNOTATIONS.map(({ name, textFormat = '' }) => tableRow([name, textFormat]))].join(
      '\n',
    ),
    ...sections({}).flatMap(({ title, about, lines }) => [
      `## ${title}`,
      about,
      [tableHead(['Panel', 'Is', 'Unit', 'Says']), ...lines.flat().map(panelRow)].join('\n'),
    ]),
  ].join('\n\n')}\n`;
}

function panelRow({ title, description, unit, visualization }: PanelDefinition): string {
  return tableRow([`**${title}**`, KINDS[visualization.type], UNITS[unit] ?? unit, description]);
}
