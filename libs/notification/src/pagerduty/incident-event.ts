import type { Incident } from '@postgres-ha/incident';
import { incidentWithoutSecrets } from '../without-secrets.ts';

export type EventAction = 'trigger' | 'acknowledge' | 'resolve';

/** An event as PagerDuty's Events API v2 takes it. @see https://developer.pagerduty.com/docs/send-alert-event */
export interface IncidentEvent {
  /** Absent for a webhook of the same shape. */
  readonly routing_key?: string;
  readonly event_action: EventAction;
  /** At most 255 characters. */
  readonly dedup_key: string;
  readonly payload: {
    /** At most 1,024 characters. */
    readonly summary: string;
    readonly source: string;
    readonly severity: Incident['severity'];
    readonly timestamp: string;
    readonly component: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly client: string;
}

/** PagerDuty takes 512 KB, and JSON may need six bytes for a character: all of it together stays below that, and is much for a person. */
const MOST = { evidence: 50, lists: 5, lines: 80, steps: 20 };
const LONGEST = { evidence: 300, line: 100, step: 500, summary: 4000 };
const SUMMARY = 1024;

export function incidentEvent(given: Incident, action: EventAction): IncidentEvent {
  const incident = incidentWithoutSecrets(given);
  const { concern, severity, openedAt } = incident;
  return {
    event_action: action,
    dedup_key: `postgres-ha/${incident.id}`,
    payload: {
      summary: cut(`${concern.title} (${concern.cluster})`, SUMMARY),
      source: cut(concern.cluster, 255),
      severity,
      timestamp: openedAt,
      component: 'postgresql',
      group: cut(concern.cluster, 255),
      class: cut(concern.kind, 255),
      custom_details: detailsOf(incident),
    },
    ...(concern.runbook !== null && URL.canParse(concern.runbook)
      ? { links: [{ href: concern.runbook, text: 'Runbook' }] }
      : {}),
    client: 'postgres-ha',
  };
}

function detailsOf({ id, status, revision, worst, openings, resolvedAt, concern }: Incident): Record<string, unknown> {
  return {
    incident: id,
    status,
    revision,
    worst_severity: worst,
    openings,
    ...(resolvedAt === null ? {} : { resolved_at: resolvedAt }),
    summary: cut(concern.summary, LONGEST.summary),
    evidence: concern.evidence
      .slice(0, MOST.evidence)
      .map(({ label, text }) => cut(`${label}: ${text}`, LONGEST.evidence)),
    lists: concern.lists.slice(0, MOST.lists).map(({ title, lines, complete }) => ({
      title: cut(title, LONGEST.line),
      complete: complete && lines.length <= MOST.lines,
      length: lines.length,
      lines: lines.slice(0, MOST.lines).map((line) => cut(line, LONGEST.line)),
    })),
    next_steps: concern.nextSteps.slice(0, MOST.steps).map((step) => cut(step, LONGEST.step)),
  };
}

/** Never within a character that takes two units. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const kept = text.slice(0, room - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
