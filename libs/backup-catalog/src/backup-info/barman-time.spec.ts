import { expect, test } from 'vitest';
import { parseBackupIdTime, parseBarmanTime } from './barman-time.ts';

test.each([
  { text: '2026-08-01 02:00:03.123456+00:00', at: '2026-08-01T02:00:03.123Z', zone: 'given' },
  { text: '2026-08-01 02:00:03+00:00', at: '2026-08-01T02:00:03.000Z', zone: 'given' },
  { text: '2026-08-01T02:00:03Z', at: '2026-08-01T02:00:03.000Z', zone: 'given' },
  { text: '2026-08-01 02:00:03.5+02:00', at: '2026-08-01T00:00:03.500Z', zone: 'given' },
  { text: '2026-08-01 02:00:03-0330', at: '2026-08-01T05:30:03.000Z', zone: 'given' },
  { text: '2026-08-01 02:00:03+02', at: '2026-08-01T00:00:03.000Z', zone: 'given' },
  { text: '2026-08-01 02:00:03.123456', at: '2026-08-01T02:00:03.123Z', zone: 'missing' },
  { text: '2026-08-01 02:00', at: '2026-08-01T02:00:00.000Z', zone: 'missing' },
  { text: 'Sat Aug  1 02:00:03 2026', at: '2026-08-01T02:00:03.000Z', zone: 'missing' },
])('$text is a time', ({ text, at, zone }) => {
  expect(parseBarmanTime(text)).toEqual({ at: new Date(at), text, zone });
});

test.each(['', 'yesterday', '2026-02-30 00:00:00', '2026-08-01 24:00:00', '2026-08-01', 'Sat Foo  1 02:00:03 2026'])(
  '%j is no time',
  (text) => {
    expect(parseBarmanTime(text)).toBeUndefined();
  },
);

test('an id is the time of its backup', () => {
  expect(parseBackupIdTime('20260801T020003')).toEqual(new Date('2026-08-01T02:00:03Z'));
  expect(parseBackupIdTime('20261301T020003')).toBeUndefined();
});
