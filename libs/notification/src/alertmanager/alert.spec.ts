import { expect, test } from 'vitest';
import { exampleIncident } from '../example-incident.ts';
import { alertName, alertOf, endedAlert } from './alert.ts';

const now = new Date('2026-11-26T01:02:00.000Z');

test('an open incident is an alert that ends in the future unless it is sent again', () => {
  expect(alertOf(exampleIncident(), { now, holdMs: 600_000, labels: { team: 'dba', severity: 'none' } })).toEqual({
    labels: {
      team: 'dba',
      alertname: 'SplitBrainDualWriting',
      severity: 'critical',
      cluster: 'production/orders',
      kind: 'split-brain/dual-writing',
      incident: '0123456789abcdef',
    },
    annotations: {
      summary: 'Two primaries take writes: orders-1 and orders-2',
      description: 'orders-2 was promoted while orders-1 went on.',
      evidence: 'Fork: timeline 1, 0/3000148',
      lists: 'Commits that will be lost (1):\nxid 742, orders, 3 rows',
      next_steps: '1. Stop the clients of orders-1.\n2. Keep its data directory.',
      runbook_url: 'https://runbooks.example.org/split-brain/dual-writing',
    },
    startsAt: '2026-11-26T01:00:00.000Z',
    endsAt: '2026-11-26T01:12:00.000Z',
    generatorURL: 'https://runbooks.example.org/split-brain/dual-writing',
  });
});

test('a resolved one has ended when it was resolved, and never before it began', () => {
  const resolvedAt = '2026-11-26T01:01:00.000Z';
  const ends = (at: string): string =>
    alertOf(exampleIncident({ status: 'resolved', resolvedAt: at }), { now, holdMs: 600_000 }).endsAt;
  expect(ends(resolvedAt)).toBe(resolvedAt);
  // a clock that was set back
  expect(ends('2026-11-26T00:59:00.000Z')).toBe('2026-11-26T01:00:00.000Z');
  const slow = new Date('2026-11-26T00:00:00.000Z');
  expect(alertOf(exampleIncident(), { now: slow, holdMs: 1000 }).endsAt).toBe('2026-11-26T01:00:00.000Z');
});

test('an alert under labels that are no more is over', () => {
  const changedAt = '2026-11-26T01:01:00.000Z';
  expect(endedAlert({ alertname: 'Old' }, exampleIncident({ changedAt }))).toEqual({
    labels: { alertname: 'Old' },
    annotations: {},
    startsAt: '2026-11-26T01:00:00.000Z',
    endsAt: changedAt,
  });
});

test.each([
  ['split-brain/dual-writing', 'SplitBrainDualWriting'],
  ['backup/damaged', 'BackupDamaged'],
  ['///', 'PostgresIncident'],
])('%s is called %s', (kind, name) => {
  expect(alertName(kind)).toBe(name);
});
