import type { Incident, TimelineEntry } from '@postgres-ha/incident';

export const OPENED_AT = '2026-11-26T01:00:00.000Z';

/** Two primaries, as they are first told. */
export function openIncident(more: Partial<Incident> = {}): Incident {
  return {
    id: '0123456789abcdef',
    key: 'split-brain/production/orders',
    status: 'open',
    revision: 1,
    openedAt: OPENED_AT,
    changedAt: OPENED_AT,
    resolvedAt: null,
    openings: 1,
    severity: 'warning',
    worst: 'warning',
    concern: {
      key: 'split-brain/production/orders',
      kind: 'split-brain/dual-writable',
      severity: 'warning',
      cluster: 'production/orders',
      title: 'Two primaries of production/orders are writable',
      summary: 'orders-1 and orders-2 both take writes <now> & since 01:00.',
      evidence: [{ label: 'Fork', text: 'timeline 2 leaves 1 at 0/3000148' }],
      lists: [{ title: 'Commits that will be lost', lines: ['xid 742', 'xid 743'], complete: false }],
      nextSteps: ['Stop the clients of orders-1.', 'Keep its data directory.'],
      runbook: 'https://runbooks.example.org/split-brain/dual-writable',
      sticky: false,
    },
    timeline: [entry(1, 'opened')],
    ...more,
  };
}

/** Every revision of one incident: opened, worse, changed, resolved, back again, resolved. */
export function incidentLife(openedAt: string = OPENED_AT): readonly Incident[] {
  const kinds = ['opened', 'worse', 'changed', 'resolved', 'reopened', 'resolved'] as const;
  return kinds.map((kind, index) => {
    const at = timeOf(index, openedAt);
    const timeline = kinds.slice(0, index + 1).map((each, before) => entry(before + 1, each, openedAt));
    const severity = index === 0 ? 'warning' : 'critical';
    const status = kind === 'resolved' ? 'resolved' : 'open';
    const resolvedAt = kind === 'resolved' ? at : null;
    const openings = index >= 4 ? 2 : 1;
    return openIncident({
      revision: index + 1,
      openedAt,
      changedAt: at,
      severity,
      worst: severity,
      status,
      resolvedAt,
      openings,
      timeline,
    });
  });
}

function entry(number: number, kind: TimelineEntry['kind'], openedAt: string = OPENED_AT): TimelineEntry {
  return { number, at: timeOf(number - 1, openedAt), kind, text: `It is ${kind}.` };
}

function timeOf(minutes: number, openedAt: string): string {
  return new Date(Date.parse(openedAt) + minutes * 60_000).toISOString();
}
