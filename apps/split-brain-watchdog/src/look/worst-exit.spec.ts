import { STATE_NAMES, type Judgement, type Severity, type StateName } from '@postgres-ha/split-brain';
import { describe, expect, test } from 'vitest';
import { exitOf, worstExit } from './worst-exit.ts';

function judged(...conditions: readonly (readonly [StateName, Severity])[]): Judgement {
  return {
    ...{ cluster: 'orders', at: 0, state: conditions[0]?.[0] ?? 'healthy', members: [], questions: [] },
    conditions: conditions.map(([state, severity]) => ({
      ...{ state, severity, since: 0, members: [], key: state, proof: null, fork: null },
      ...{ lostWrites: [], deadline: null, actions: [] },
    })),
  };
}

describe('the exit code of a look', () => {
  test.each<{ readonly name: string; readonly judgement: Judgement | undefined; readonly code: number }>([
    { name: 'healthy', judgement: judged(), code: 0 },
    { name: 'a copy that lives its own life', judgement: judged(['clone', 'info']), code: 0 },
    { name: 'two primaries', judgement: judged(['dual-writing', 'critical'], ['blind', 'warning']), code: 1 },
    { name: 'a standby that does not stream', judgement: judged(['replication-broken', 'warning']), code: 1 },
    { name: 'no judgement', judgement: undefined, code: 3 },
    { name: 'a member that does not answer', judgement: judged(['blind', 'critical']), code: 3 },
    { name: 'an observer that may be cut off', judgement: judged(['observer-partitioned', 'warning']), code: 3 },
    { name: 'a switchover under way', judgement: judged(['switchover', 'info']), code: 3 },
    { name: 'no primary, for a moment', judgement: judged(['no-primary', 'info']), code: 3 },
    { name: 'blind without a condition', judgement: { ...judged(), state: 'blind' }, code: 3 },
  ])('of $name is $code', ({ judgement, code }) => {
    expect(exitOf(judgement)).toBe(code);
  });

  test('is 0 for no state that warns', () => {
    for (const state of STATE_NAMES) expect(exitOf(judged([state, 'warning']))).not.toBe(0);
  });

  test('of several clusters is that of the worst, and what was found counts more than what is unknown', () => {
    expect(worstExit([0, 3, 1])).toBe(1);
    expect(worstExit([0, 3])).toBe(3);
    expect(worstExit([0, 0])).toBe(0);
    expect(worstExit([])).toBe(3);
  });
});
