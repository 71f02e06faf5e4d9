import type { Incident } from '@postgres-ha/incident';

/** Two primaries of a shop, with what a test wants otherwise. */
export function exampleIncident(more: Partial<Incident> = {}): Incident {
  const openedAt = '2026-11-26T01:00:00.000Z';
  return {
    id: '0123456789abcdef',
    key: 'dual-primary/production/orders',
    status: 'open',
    revision: 1,
    openedAt,
    changedAt: openedAt,
    resolvedAt: null,
    openings: 1,
    severity: 'critical',
    worst: 'critical',
    concern: {
      key: 'dual-primary/production/orders',
      kind: 'split-brain/dual-writing',
      severity: 'critical',
      cluster: 'production/orders',
      title: 'Two primaries take writes: orders-1 and orders-2',
      summary: 'orders-2 was promoted while orders-1 went on.',
      evidence: [{ label: 'Fork', text: 'timeline 1, 0/3000148' }],
      lists: [{ title: 'Commits that will be lost', lines: ['xid 742, orders, 3 rows'], complete: true }],
      nextSteps: ['Stop the clients of orders-1.', 'Keep its data directory.'],
      runbook: 'https://runbooks.example.org/split-brain/dual-writing',
      sticky: false,
    },
    timeline: [{ number: 1, at: openedAt, kind: 'opened', text: 'Two primaries take writes.' }],
    ...more,
  };
}
