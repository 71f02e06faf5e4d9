import type { Incident } from '@postgres-ha/incident';
import { incidentWithoutSecrets } from '../without-secrets.ts';

export type AlertLabels = Readonly<Record<string, string>>;

/** One alert as `POST /api/v2/alerts` takes it. @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export interface Alert {
  /** What it is recognized by: another set is another alert. */
  readonly labels: AlertLabels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

export interface AlertOptions {
  readonly now: Date;
  /** For how long it holds unless it is sent again. */
  readonly holdMs: number;
  /** Besides those of the incident, which win. */
  readonly labels?: AlertLabels;
}

/** Texts of an alert end up in mails and chats. */
const LONGEST = 4000;

/** An open incident is an alert that ends in the future, a resolved one an alert that has ended. */
export function alertOf(given: Incident, { now, holdMs, labels = {} }: AlertOptions): Alert {
  const incident = incidentWithoutSecrets(given);
  const { concern, openedAt, resolvedAt, status } = incident;
  return {
    labels: {
      ...labels,
      alertname: alertName(concern.kind),
      severity: incident.severity,
      cluster: concern.cluster,
      kind: concern.kind,
      incident: incident.id,
    },
    annotations: annotationsOf(incident),
    startsAt: openedAt,
    endsAt:
      status === 'resolved'
        ? latest(openedAt, resolvedAt ?? incident.changedAt)
        : latest(openedAt, new Date(now.getTime() + holdMs).toISOString()),
    ...(concern.runbook !== null && URL.canParse(concern.runbook) ? { generatorURL: concern.runbook } : {}),
  };
}

/** An alert that the incident was shown by before its labels changed. */
export function endedAlert(labels: AlertLabels, { openedAt, changedAt }: Incident): Alert {
  return { labels, annotations: {}, startsAt: openedAt, endsAt: latest(openedAt, changedAt) };
}

/** `split-brain/dual-writing` is SplitBrainDualWriting. */
export function alertName(kind: string): string {
  const words = kind.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return name === '' ? 'PostgresIncident' : name;
}

function annotationsOf({ concern }: Incident): Readonly<Record<string, string>> {
  const lists = concern.lists.map(
    ({ title, lines, complete }) => `${title} (${complete ? '' : 'at least '}${lines.length}):\n${lines.join('\n')}`,
  );
  const all = {
    summary: concern.title,
    description: concern.summary,
    evidence: concern.evidence.map(({ label, text }) => `${label}: ${text}`).join('\n'),
    lists: lists.join('\n\n'),
    next_steps: concern.nextSteps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    runbook_url: concern.runbook ?? '',
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, text]) => text !== '')
      .map(([key, text]) => [key, text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text]),
  );
}

/** Alertmanager refuses an alert that ends before it starts. */
function latest(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}
