import { describe, expect, test } from 'vitest';
import { duplicates } from './duplicates.ts';
import { maintenanceDue } from './maintenance-due.ts';
import { wasMissed, type RecentSeen } from './missed.ts';

const now = new Date('2026-11-26T05:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

describe('duplicates', () => {
  test('the oldest of each key stays, and what has no key', () => {
    const comments = [
      { id: 4, createdAt: minutesAgo(1), key: 'reply comment-1' },
      { id: 3, createdAt: minutesAgo(2), key: 'reply comment-1' },
      { id: 2, createdAt: minutesAgo(3), key: 'reply comment-2' },
      { id: 1, createdAt: minutesAgo(4), key: undefined },
      { id: 5, createdAt: minutesAgo(0), key: undefined },
    ];
    expect(duplicates(comments, ({ key }) => key).map(({ id }) => id)).toEqual([4]);
  });
});

describe('a request that was missed', () => {
  const seen: RecentSeen = {
    key: 'comment-1',
    author: { login: 'ada', kind: 'person' },
    reading: { kind: 'commands', commands: [] },
    createdAt: minutesAgo(30),
    edited: false,
    open: true,
    answered: false,
  };
  test.each<[string, Partial<RecentSeen>, boolean]>([
    ['as it should be', {}, true],
    ['with a mistake', { reading: { kind: 'mistaken', mistakes: [] } }, true],
    ['without a command', { reading: { kind: 'none' } }, false],
    ['of a bot', { author: { login: 'robot', kind: 'bot' } }, false],
    ['edited since', { edited: true }, false],
    ['on what is closed', { open: false }, false],
    ['answered', { answered: true }, false],
    ['older than the look back', { createdAt: minutesAgo(24 * 60 + 1) }, false],
    ['of just now', { createdAt: minutesAgo(1) }, false],
  ])('%s', (_, over, missed) => {
    expect(wasMissed({ ...seen, ...over }, { after: minutesAgo(24 * 60), before: minutesAgo(2) })).toBe(missed);
  });
});

describe('maintenance that was meant to be over', () => {
  const work = { cluster: 'orders', from: minutesAgo(120), reason: 'index builds', was: undefined };

  test('is proposed to be ended, once for each time that was named', () => {
    const until = minutesAgo(10);
    expect(
      maintenanceDue({ environment: 'production', calendar: { freezes: [], maintenance: [{ ...work, until }] } }, now),
    ).toEqual([
      {
        intent: { kind: 'maintenance', phase: 'end', target: { environment: 'production', cluster: 'orders' } },
        origin: {
          kind: 'schedule',
          key: 'schedule-maintenance-end-production/orders-2026-11-26T04:50:00.000Z',
          by: undefined,
          url: undefined,
          at: until,
        },
      },
    ]);
  });

  test.each([
    ['has no end', undefined],
    ['ends later', new Date(now.getTime() + 1)],
  ])('is left alone where it %s', (_, until) => {
    expect(
      maintenanceDue({ environment: 'production', calendar: { freezes: [], maintenance: [{ ...work, until }] } }, now),
    ).toEqual([]);
  });
});
