import { describe, expect, test } from 'vitest';
import type { Calendar, Freeze } from './calendar.ts';
import { opennessOf } from './openness.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 11, 20, hour));

function freeze(from: number, until?: number, cluster?: string): Freeze {
  return { cluster, from: at(from), until: until === undefined ? undefined : at(until), reason: `${from}` };
}

const calendar = (...freezes: readonly Freeze[]): Calendar => ({ freezes, maintenance: [] });

describe('a freeze counts from its first moment up to its end, which is outside of it', () => {
  const one = calendar(freeze(2, 4, 'orders'));
  test.each([
    { when: 'just before it', now: new Date(at(2).getTime() - 1), kind: 'open' },
    { when: 'at its first moment', now: at(2), kind: 'frozen' },
    { when: 'at its last moment', now: new Date(at(4).getTime() - 1), kind: 'frozen' },
    { when: 'at its end', now: at(4), kind: 'open' },
  ])('$when: $kind', ({ now, kind }) => {
    expect(opennessOf(one, 'orders', now).kind).toBe(kind);
  });
});

describe('what is asked for', () => {
  test.each([
    {
      name: 'a freeze of the environment counts for each cluster',
      freeze: freeze(0, 9),
      cluster: 'orders',
      kind: 'frozen',
    },
    { name: 'and for the environment', freeze: freeze(0, 9), cluster: undefined, kind: 'frozen' },
    { name: 'one of a cluster counts for it', freeze: freeze(0, 9, 'orders'), cluster: 'orders', kind: 'frozen' },
    { name: 'not for another', freeze: freeze(0, 9, 'orders'), cluster: 'shop', kind: 'open' },
    { name: 'and not for the environment', freeze: freeze(0, 9, 'orders'), cluster: undefined, kind: 'open' },
  ])('$name', ({ freeze: entry, cluster, kind }) => {
    expect(opennessOf(calendar(entry), cluster, at(5)).kind).toBe(kind);
  });
});

describe('where freezes overlap, the one that ends last is named, and the end is that of all that hang together', () => {
  const [short, long, later, endless] = [
    freeze(1, 5),
    freeze(2, 8, 'orders'),
    freeze(8, 9),
    freeze(9, undefined, 'orders'),
  ];
  test.each([
    { name: 'one inside another', freezes: [short, freeze(0, 9)], now: 3, by: freeze(0, 9), until: at(9) },
    { name: 'the other begins first', freezes: [long, short], now: 3, by: long, until: at(8) },
    { name: 'the other has not begun', freezes: [long, short], now: 1, by: short, until: at(8) },
    { name: 'one begins where the other ends', freezes: [long, later], now: 3, by: long, until: at(9) },
    { name: 'one that nobody ends follows', freezes: [endless, later, long], now: 3, by: long, until: undefined },
    { name: 'there is an hour between them', freezes: [short, freeze(6, 9)], now: 3, by: short, until: at(5) },
    { name: 'one is over', freezes: [freeze(0, 3), short], now: 3, by: short, until: at(5) },
  ])('$name', ({ freezes, now, by, until }) => {
    expect(opennessOf(calendar(...freezes), 'orders', at(now))).toEqual({ kind: 'frozen', by, until });
  });
});
