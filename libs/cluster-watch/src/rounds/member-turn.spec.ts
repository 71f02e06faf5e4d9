import type { MemberProbe } from '@postgres-ha/postgres-probe';
import { expect, test } from 'vitest';
import { scriptedProbe } from '../scripted-probe.ts';
import { memberTurn } from './member-turn.ts';

test('the second full probe comes in its phase, and later ones at their interval', async () => {
  let clock = 0;
  const details: string[] = [];
  const scripted = scriptedProbe('a', { now: () => clock });
  const probe: MemberProbe = {
    ...scripted,
    probe: (options) => {
      details.push(options.detail);
      return scripted.probe(options);
    },
  };
  const turn = memberTurn(probe, {
    observer: 'o1',
    now: () => clock,
    fullEveryMs: 4000,
    fullPhase: 0.5,
    take: () => undefined,
  });
  for (; clock < 12_000; clock += 1000) {
    turn.strike();
    await Promise.resolve();
    await Promise.resolve();
  }
  const fulls = details.flatMap((detail, second) => (detail === 'full' ? [second] : []));
  expect(fulls).toEqual([0, 2, 6, 10]);
});
