import type { Judgement, MemberView, StateName } from '@postgres-ha/split-brain';
import { describe, expect, test } from 'vitest';
import { primaryHistory } from './primary-history.ts';

function judged(at: number, primaries: readonly string[], states: readonly StateName[] = []): Judgement {
  return {
    ...{ cluster: 'orders', at, state: states[0] ?? 'healthy', questions: [] },
    conditions: states.map((state) => ({
      ...{ state, severity: 'info', since: at, members: [], key: state, proof: null, fork: null },
      ...{ lostWrites: [], deadline: null, actions: [] },
    })),
    members: ['a', 'b'].map((name): MemberView => {
      const role = primaries.includes(name) ? 'primary' : 'standby';
      return {
        ...{ name, role, outcome: 'answered', lastAnswer: at, timeline: 1, lsn: null, lagBytes: null },
        followers: null,
      };
    }),
  };
}

describe('the history of primaries', () => {
  test('has nothing of a primary that stays', () => {
    const history = primaryHistory();
    for (const at of [0, 1000, 2000]) expect(history.see(judged(at, ['a']))).toBeUndefined();
    expect(history.changes('orders')).toEqual([]);
  });

  test('says from whom to whom it went, and how long nobody was seen as one', () => {
    const history = primaryHistory();
    history.see(judged(0, ['a']));
    history.see(judged(1000, ['a']));
    history.see(judged(2000, [], ['switchover']));
    expect(history.see(judged(3500, ['b'], ['switchover']))).toEqual({
      ...{ cluster: 'orders', from: 'a', to: 'b', kind: 'switchover', lastOfOld: 1000, firstOfNew: 3500 },
    });
    expect(history.see(judged(4000, ['b']))).toBeUndefined();
    expect(history.changes('orders').length).toBe(1);
  });

  test.each<{ readonly states: readonly StateName[]; readonly kind: string }>([
    { states: ['no-primary'], kind: 'failover' },
    { states: ['failover'], kind: 'failover' },
    { states: ['dual-writing'], kind: 'split-brain' },
    { states: [], kind: 'change' },
  ])('takes a change during $states for a $kind', ({ states, kind }) => {
    const history = primaryHistory();
    history.see(judged(0, ['a']));
    history.see(judged(1000, states[0] === 'dual-writing' ? ['a', 'b'] : [], states));
    expect(history.see(judged(2000, ['b']))?.kind).toBe(kind);
  });

  test('does not carry what one change was over to the next', () => {
    const history = primaryHistory();
    history.see(judged(0, ['a']));
    history.see(judged(1000, ['a', 'b'], ['dual-writing']));
    history.see(judged(2000, ['b']));
    history.see(judged(2500, ['b']));
    history.see(judged(3000, [], ['switchover']));
    expect(history.see(judged(4000, ['a']))?.kind).toBe('switchover');
  });

  test('remembers the last fifty', () => {
    const history = primaryHistory();
    for (let at = 0; at < 120; at += 1) history.see(judged(at, [at % 2 === 0 ? 'a' : 'b']));
    expect(history.changes('orders').length).toBe(50);
    expect(history.changes('orders')[0]?.firstOfNew).toBe(119);
  });
});
