import type { AlertRoute } from '@postgres-ha/environment';
import { describe, expect, test } from 'vitest';
import { routing, type Routing } from './routes.ts';

const told = (name: string): AlertRoute => ({
  receivers: [{ webhook: { url: `https://alerts.example.com/${name}` } }],
  repeat: 14_400,
});

function whoIsTold({ bySeverity, rest }: Routing): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(bySeverity.map(({ severity, receiver }) => [severity, receiver])),
    other: rest.receiver,
  };
}

test.each([
  {
    named: ['critical', 'warning', 'info'],
    goes: { critical: 'critical', warning: 'warning', info: 'info', other: 'warning' },
  },
  {
    named: ['critical', 'warning'],
    goes: { critical: 'critical', warning: 'warning', info: 'warning', other: 'warning' },
  },
  { named: ['critical', 'info'], goes: { critical: 'critical', warning: 'nobody', info: 'info', other: 'critical' } },
  { named: ['warning', 'info'], goes: { critical: 'warning', warning: 'warning', info: 'info', other: 'warning' } },
  { named: ['critical'], goes: { critical: 'critical', warning: 'nobody', info: 'nobody', other: 'critical' } },
  { named: ['warning'], goes: { critical: 'warning', warning: 'warning', info: 'warning', other: 'warning' } },
  { named: ['info'], goes: { critical: 'nobody', warning: 'nobody', info: 'info', other: 'info' } },
] as const)(
  'with routes for $named an alert goes by its severity, where warnings go, or nowhere',
  ({ named, goes }) => {
    const found = routing({ routes: Object.fromEntries(named.map((severity) => [severity, told(severity)])) });
    expect(found).toBeDefined();
    if (found === undefined) return;
    expect(whoIsTold(found)).toEqual(goes);
    expect(new Set(found.receivers.map(({ name }) => name))).toEqual(new Set(Object.values(goes)));
  },
);

test('where nobody is named there is nothing to route', () => {
  expect(routing({ routes: {} })).toBeUndefined();
});

describe('when it is told', () => {
  const waits = (repeat: number): readonly unknown[] =>
    routing({ routes: { critical: { ...told('critical'), repeat }, warning: told('warning') } })?.bySeverity.map(
      ({ severity, route }) => [severity, route['groupWait'], route['groupInterval'], route['repeatInterval']],
    ) ?? [];

  test('what is critical at once, the rest when what explains it has had time to come', () => {
    expect(waits(3_600)).toEqual([
      ['critical', '0s', '60s', '3600s'],
      ['warning', '60s', '300s', '14400s'],
      ['info', '60s', '1800s', '14400s'],
    ]);
  });

  test('again as often as people want, even more often than groups are looked at by themselves', () => {
    expect(waits(30)[0]).toEqual(['critical', '0s', '30s', '30s']);
  });
});
