import { describe, expect, test } from 'vitest';
import type { Maintenance } from './calendar.ts';
import { maintenanceOf } from './maintenance-state.ts';

const at = (hour: number): Date => new Date(Date.UTC(2027, 0, 11, hour));

function work(from: number, until?: number, cluster = 'orders'): Maintenance {
  return {
    cluster,
    from: at(from),
    until: until === undefined ? undefined : at(until),
    reason: 'disks',
    was: undefined,
  };
}

const [now, earlier, going, endless, next, last] = [at(5), work(1, 2), work(4, 6), work(3), work(7, 8), work(9)];

describe('maintenance of a cluster', () => {
  test.each([
    { name: 'nobody planned any', entries: [], state: { kind: 'none' } },
    { name: 'only of another cluster', entries: [work(4, 6, 'shop')], state: { kind: 'none' } },
    { name: 'it goes on', entries: [going], state: { kind: 'active', maintenance: going } },
    { name: 'it has no end', entries: [endless], state: { kind: 'active', maintenance: endless } },
    { name: 'it begins now', entries: [work(5, 6)], state: { kind: 'active', maintenance: work(5, 6) } },
    {
      name: 'it is to be over now',
      entries: [work(4, 5)],
      state: { kind: 'overdue', maintenance: work(4, 5), since: at(5) },
    },
    {
      name: 'nobody ended it, and the next is planned',
      entries: [next, earlier],
      state: { kind: 'overdue', maintenance: earlier, since: at(2) },
    },
    { name: 'nobody ended the one before', entries: [earlier, going], state: { kind: 'active', maintenance: going } },
    { name: 'two are planned', entries: [last, next], state: { kind: 'planned', maintenance: next } },
  ])('$name: $state.kind', ({ entries, state }) => {
    expect(maintenanceOf({ freezes: [], maintenance: entries }, 'orders', now)).toEqual(state);
  });
});
