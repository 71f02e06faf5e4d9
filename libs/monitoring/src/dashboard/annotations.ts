import { COLOURS } from './colours.ts';
import type { AnnotationModel } from './grafana-model.ts';
import { DATASOURCE } from './layout.ts';
import { RECORDED } from '../rules/recording-rules.ts';
import { ofCluster, ofWatched } from './selection.ts';

/** What happened, as marks in every graph. */
export const ANNOTATIONS: readonly AnnotationModel[] = [
  annotation({
    name: 'Promotions',
    colour: COLOURS.notice,
    // The timeline is above what it was a minute before, so that one promotion is one mark, whatever the resolution.
    expression: `max by (cnpg_io_cluster) (${RECORDED.timeline}${ofCluster()}) > max by (cnpg_io_cluster) (${RECORDED.timeline}${ofCluster()} offset 1m)`,
    title: 'Promotion',
    text: 'A standby became primary: a new timeline began.',
    tags: [],
  }),
  {
    ...annotation({
      name: 'Incidents',
      colour: COLOURS.critical,
      expression: `(split_brain_watchdog_last_incident_timestamp_seconds${ofWatched()} > 0) * 1000`,
      title: 'Incident of the watchdog: {{severity}}',
      text: 'The split-brain watchdog opened an incident; its page and the sinks have the evidence.',
      tags: ['severity'],
    }),
    useValueForTime: true,
  },
  annotation({
    name: 'Critical alerts',
    colour: COLOURS.warning,
    expression: `max by (alertname) (ALERTS${ofCluster('alertstate="firing"', 'severity="critical"')})`,
    title: '{{alertname}}',
    text: 'A critical alert fired.',
    tags: ['alertname'],
  }),
];

interface Annotation {
  readonly name: string;
  readonly colour: string;
  readonly expression: string;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

function annotation({ name, colour, expression, title, text, tags }: Annotation): AnnotationModel {
  return {
    name,
    datasource: DATASOURCE,
    enable: true,
    hide: false,
    iconColor: colour,
    expr: expression,
    step: '15s',
    titleFormat: title,
    textFormat: text,
    tagKeys: tags.join(','),
    target: { refId: 'annotation', datasource: DATASOURCE, expr: expression, interval: '15s', legendFormat: title },
  };
}
