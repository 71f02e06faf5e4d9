import type { Concern } from './concern.ts';

/** Two primaries of a shop, with what a test wants otherwise. */
export function exampleConcern(more: Partial<Concern> = {}): Concern {
  return {
    key: 'dual-primary/production/orders',
    kind: 'split-brain/dual-writing',
    severity: 'critical',
    cluster: 'production/orders',
    title: 'Two primaries take writes: orders-1 and orders-2',
    summary: 'orders-2 was promoted while orders-1 went on.',
    evidence: [{ label: 'Fork', text: 'timeline 1, 0/3000148' }],
    lists: [],
    nextSteps: ['Stop the clients of orders-1.'],
    runbook: null,
    sticky: false,
    ...more,
  };
}
