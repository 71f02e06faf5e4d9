import { readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { expect, test } from 'vitest';
import { calendarOf } from './calendar.ts';

function calendarIn(environment: Readonly<Record<string, unknown>>): unknown {
  const reading = readEnvironment(exampleFiles(example({ environment })));
  return reading.kind === 'read' ? calendarOf(reading.environment) : reading.problems;
}

test('an environment without one has an empty calendar', () => {
  expect(calendarIn({})).toStrictEqual({ freezes: [], maintenance: [] });
});

test('what people wrote is there, with moments instead of hours in zones', () => {
  const calendar = {
    freezes: [
      { from: '2026-12-20T18:00:00+01:00', until: '2027-01-02T08:00:00+01:00', reason: 'the holidays' },
      { cluster: 'orders', from: '2026-12-01T00:00:00Z', reason: 'an audit' },
    ],
    maintenance: [
      {
        cluster: 'orders',
        from: '2027-01-11T20:00:00Z',
        until: '2027-01-11T22:00:00Z',
        reason: 'disks',
        was: 'supervised',
      },
    ],
  };
  expect(calendarIn({ calendar })).toStrictEqual({
    freezes: [
      {
        cluster: undefined,
        from: new Date('2026-12-20T17:00:00Z'),
        until: new Date('2027-01-02T07:00:00Z'),
        reason: 'the holidays',
      },
      { cluster: 'orders', from: new Date('2026-12-01T00:00:00Z'), until: undefined, reason: 'an audit' },
    ],
    maintenance: [
      {
        cluster: 'orders',
        from: new Date('2027-01-11T20:00:00Z'),
        until: new Date('2027-01-11T22:00:00Z'),
        reason: 'disks',
        was: 'supervised',
      },
    ],
  });
});
