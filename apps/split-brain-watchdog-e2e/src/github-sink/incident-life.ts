import type { Concern, Incident, IncidentSeverity, TimelineEntry } from '@postgres-ha/incident';

const START = Date.parse('2026-11-26T01:00:00Z');

export const CONCERN: Concern = {
  key: 'dual-primary/production/orders',
  kind: 'split-brain/dual-writing',
  severity: 'critical',
  cluster: 'production/orders',
  title: 'Two primaries take writes: orders-1 and orders-2',
  summary: 'orders-2 was promoted while orders-1 went on.',
  evidence: [{ label: 'Fork', text: 'timeline 1, 0/3000148' }],
  lists: [{ title: 'Commits that will be lost', lines: ['0/3000200 transaction 751'], complete: false }],
  nextSteps: ['Stop the clients of orders-1.'],
  runbook: 'https://runbooks.example.org/dual-writing',
  sticky: false,
};

/** An incident as it stands after some entries of its timeline. */
export function incidentAfter(
  kinds: readonly TimelineEntry['kind'][],
  {
    severity = 'critical',
    concern = {},
  }: { readonly severity?: IncidentSeverity; readonly concern?: Partial<Concern> } = {},
): Incident {
  const timeline = kinds.map((kind, index) => ({
    number: index + 1,
    at: new Date(START + index * 60_000).toISOString(),
    kind,
    text: `${kind} at step ${index + 1}`,
  }));
  const last = timeline.at(-1);
  const resolved = kinds.findLast((kind) => kind !== 'acknowledged') === 'resolved';
  return {
    id: '0123456789abcdef',
    key: CONCERN.key,
    status: resolved ? 'resolved' : 'open',
    revision: timeline.length,
    openedAt: new Date(START).toISOString(),
    changedAt: last?.at ?? new Date(START).toISOString(),
    resolvedAt: resolved ? (last?.at ?? null) : null,
    openings: kinds.filter((kind) => kind === 'opened' || kind === 'reopened').length,
    severity,
    worst: 'critical',
    concern: { ...CONCERN, severity, ...concern },
    timeline,
  };
}

/** From its first sight to its end, and again. */
export const WHOLE_LIFE: readonly Incident[] = [
  incidentAfter(['opened'], { severity: 'warning', concern: { title: 'Two servers say that they are the primary' } }),
  incidentAfter(['opened', 'worse']),
  incidentAfter(['opened', 'worse', 'changed']),
  incidentAfter(['opened', 'worse', 'changed', 'resolved']),
  incidentAfter(['opened', 'worse', 'changed', 'resolved', 'reopened']),
  incidentAfter(['opened', 'worse', 'changed', 'resolved', 'reopened', 'resolved']),
];

/** Which entries of that life people are notified of by a comment. */
export const COMMENTED: readonly number[] = [2, 4, 5, 6];
