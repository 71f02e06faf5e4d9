import { expect, test } from 'vitest';
import {
  beginScene,
  CLUSTER,
  commits,
  conditionIn,
  FROM_1,
  history,
  ON_2,
  primary,
  standby,
  STEADY,
  steady,
  SURROUNDINGS,
} from './scene.fixture.ts';

test.each(['timeout', 'rejecting', 'tls', 'authentication', 'exhausted', 'unreachable', 'other'] as const)(
  'R4: %s never accounts for the last primary',
  (outcome) => {
    const scene = steady();
    const lastAnswer = scene.judge().members[0]?.lastAnswer ?? NaN;
    const judgement = scene.rounds(60_000, { a: outcome, b: primary(ON_2), c: standby({}, 2) });
    expect(conditionIn(judgement, 'unaccounted-primary')).toMatchObject({
      severity: 'warning',
      members: ['a'],
      deadline: lastAnswer + 30_000 + 180_000,
    });
    expect(scene.said().filter((one) => one.startsWith('critical'))).toEqual([]);
  },
);

test('a recovery of the run that became a primary later accounts for nothing', () => {
  const scene = beginScene();
  scene.rounds(5_000, { a: standby(), b: primary(), c: standby() });
  scene.rounds(6_000, { a: primary(ON_2), b: 'timeout', c: standby() });
  scene.probe('a', standby());
  scene.probe('c', primary({ timeline: 3 }));
  expect(
    scene.rounds(22_000, { a: 'timeout', b: 'timeout', c: primary({ timeline: 3 }) }).conditions[0]?.members,
  ).toEqual(['a']);
});

test('without a known shutdown time there is no deadline', () => {
  const scene = beginScene({ ...CLUSTER, smartShutdownSeconds: null });
  scene.rounds(10_000, STEADY);
  const judgement = scene.rounds(22_000, { a: 'timeout', b: primary(ON_2), c: standby({}, 2) });
  expect(conditionIn(judgement, 'unaccounted-primary')?.deadline).toBeNull();
});

test('WAL in the archive past the fork makes an unaccounted primary critical', () => {
  const scene = steady();
  scene.rounds(22_000, { a: 'timeout', b: primary({ ...ON_2, lsn: '0/5000100' }), c: standby({}, 2) });
  scene.see(
    history(scene, 'b', { timeline: 2, lsn: '0/5000100', ancestors: [{ timeline: 1, switchPoint: '0/4000148' }] }),
  );
  const archive = (segment: string) => ({
    kind: 'archive' as const,
    observer: 'o1',
    received: scene.now() + 1,
    newest: [{ timeline: 1, segment }],
    rewritten: [],
    systemIdentifiers: [],
    segmentSizeBytes: 16 * 2 ** 20,
  });
  expect(scene.see(archive('000000010000000000000004')).conditions[0]).toMatchObject({
    state: 'unaccounted-primary',
    severity: 'warning',
  });
  expect(scene.see(archive('000000010000000000000005')).conditions[0]).toMatchObject({
    state: 'unaccounted-primary',
    severity: 'critical',
  });
});

test('labels that come twenty seconds late say nothing; those that stay wrong are a warning', () => {
  const scene = steady();
  scene.see({
    ...SURROUNDINGS,
    received: scene.now(),
    currentPrimary: 'b',
    targetPrimary: 'b',
    labelledPrimary: ['a', 'b'],
  });
  const changed = { a: standby({ postmasterStartedAt: 'a-2' }, 2), b: primary(ON_2), c: standby({}, 2) };
  scene.rounds(30_000, changed);
  expect(scene.said().filter((one) => !one.startsWith('info'))).toEqual([]);
  scene.rounds(50_000, changed);
  expect(scene.said().filter((one) => !one.startsWith('info'))).toEqual(
    expect.arrayContaining(['warning stale-endpoint', 'warning dual-label']),
  );
});

test('a change of the primary that does not end is a warning after one minute and critical after five', () => {
  const scene = steady();
  scene.see({ ...SURROUNDINGS, received: scene.now(), targetPrimary: 'pending' });
  scene.rounds(320_000, STEADY);
  expect(scene.said()).toEqual(['info starting', 'info switchover', 'warning switchover', 'critical switchover']);
});

test('a single member that is restored to timeline 2 raises nothing', () => {
  const scene = beginScene({ ...CLUSTER, members: [{ name: 'a', claim: 'member' }] });
  scene.rounds(5_000, { a: primary() });
  scene.rounds(8_000, { a: 'refused' });
  scene.rounds(10_000, { a: 'rejecting' });
  scene.rounds(12_000, { a: { ...standby(), receiver: null, postmasterStartedAt: 'a-2' } });
  const judgement = scene.rounds(30_000, { a: primary({ ...ON_2, lsn: '0/4000', postmasterStartedAt: 'a-2' }) });
  scene.see(history(scene, 'a', { timeline: 2, lsn: '0/4000', ancestors: [{ timeline: 1, switchPoint: '0/3000' }] }));
  expect(judgement.state).toBe('healthy');
  expect(scene.said().filter((one) => !one.startsWith('info'))).toEqual([]);
});

test('a primary that was seen past the fork and is down has lost writes', () => {
  const scene = beginScene();
  scene.rounds(5_000, STEADY);
  scene.rounds(9_000, { ...STEADY, a: primary({ lsn: '0/5800', nextTransactionId: '750' }) });
  scene.probe('a', 'refused');
  scene.probe('b', primary(ON_2));
  scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  expect(scene.judge().conditions[0]).toMatchObject({
    state: 'lost-writes',
    severity: 'critical',
    fork: FROM_1.map((one) => ({ timeline: one.timeline, lsn: one.switchPoint }))[0],
    lostWrites: [{ member: 'a', basis: 'estimated' }],
  });
});

test('what a primary may have lost does not grow once it is known to be down', () => {
  const scene = beginScene();
  for (let at = 500, id = 700; at <= 9_000; at += 500, id += 10) {
    scene.rounds(at, { ...STEADY, a: primary({ lsn: '0/5800', nextTransactionId: String(id) }) });
  }
  scene.probe('a', 'refused');
  scene.probe('b', primary(ON_2));
  scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  const lost = (): unknown => conditionIn(scene.judge(), 'lost-writes')?.lostWrites;
  const first = lost();
  expect(first).toMatchObject([{ member: 'a', basis: 'estimated' }]);
  scene.rounds(scene.now() + 10_000, { a: 'refused', b: primary(ON_2), c: standby({}, 2) });
  expect(lost()).toEqual(first);
});

test('a standby past the fork is diverged at the second look, and has lost writes when its commits are counted', () => {
  const scene = steady();
  const ahead = standby({ lsn: '0/5900', receivedLsn: '0/5000' });
  const now = { a: 'refused' as const, b: primary(ON_2), c: ahead };
  scene.rounds(11_000, now);
  expect(scene.questions()).toEqual(
    expect.arrayContaining([
      { kind: 'history', member: 'b' },
      { kind: 'history', member: 'c' },
    ]),
  );
  scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  const first = scene.see(history(scene, 'c', { timeline: 1, lsn: '0/5900', ancestors: [] }));
  expect(first.conditions.map(({ state }) => state)).not.toContain('diverged');
  scene.rounds(17_500, now);
  expect(scene.questions()).toContainEqual({ kind: 'history', member: 'c' });
  const second = scene.see(history(scene, 'c', { timeline: 1, lsn: '0/5900', ancestors: [] }));
  expect(conditionIn(second, 'diverged')).toMatchObject({
    severity: 'warning',
    members: ['c'],
    fork: { timeline: 1, lsn: '0/5000' },
  });
  expect(scene.questions()).toContainEqual({ kind: 'commits', member: 'c', timeline: 1, from: '0/5000' });
  const counted = scene.see(commits(scene, 'c', { count: 2, until: '0/5900' }));
  expect(counted.conditions[0]).toMatchObject({
    state: 'lost-writes',
    severity: 'critical',
    key: 'split/b@2+c@1',
    lostWrites: [{ member: 'c', commits: 2, basis: 'counted' }],
  });
  expect(conditionIn(counted, 'diverged')).toBeUndefined();
});

test('a change of the primary is news for five seconds, and until all others stream from the new one', () => {
  const scene = steady();
  const begun = scene.now();
  const followed = { a: standby({ postmasterStartedAt: 'a-2' }, 2), b: primary(ON_2), c: standby({}, 2) };
  expect(scene.rounds(begun + 4_000, followed).state).toBe('switchover');
  expect(scene.rounds(begun + 7_000, followed).state).toBe('healthy');
});

test('while one does not stream from the new primary, the change stays news for a minute at most', () => {
  const scene = steady();
  const begun = scene.now();
  const astray = { a: standby({ postmasterStartedAt: 'a-2' }, 2), b: primary(ON_2), c: standby({}, 1) };
  const states = (until: number) => scene.rounds(until, astray).conditions.map(({ state }) => state);
  expect(states(begun + 20_000)).toContain('switchover');
  expect(states(begun + 70_000)).not.toContain('switchover');
});
