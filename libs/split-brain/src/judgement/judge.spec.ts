import { expect, test } from 'vitest';
import type { MemberAnswer } from '../observation/probe.ts';
import {
  beginScene,
  DETAILS,
  FROM_1,
  history,
  ON_2,
  primary,
  standby,
  STEADY,
  steady,
  SURROUNDINGS,
  SYSTEM,
  type Scene,
} from './scene.fixture.ts';

test('nothing is said before anybody was looked at, and healthy is not', () => {
  const { state, conditions } = beginScene().judge();
  expect(state).toBe('starting');
  expect(conditions).toMatchObject([{ severity: 'info', members: ['a', 'b', 'c'] }]);
});

test('one primary, all fresh, both standbys on its timeline: healthy, and nothing to ask', () => {
  const scene = beginScene();
  const judgement = scene.rounds(10_000, STEADY);
  expect(judgement).toMatchObject({ state: 'healthy', conditions: [], questions: [] });
  expect(scene.said()).toEqual(['info starting']);
  expect(scene.questions()).toEqual([]);
});

test.each([
  { name: 'a standby does not stream', c: standby({ receiver: null }) },
  { name: 'a standby streams another timeline', c: standby({}, 2) },
  {
    name: 'what a standby receives is hidden from the login',
    c: standby({ receiver: { status: 'streaming', timeline: null, senderHost: null, senderPort: null } }),
  },
  { name: 'a member did not answer just now', c: 'timeout' as const },
])('healthy is never said without proof: $name', ({ c }) => {
  const scene = beginScene();
  expect(scene.rounds(4_000, { ...STEADY, c }).state).toBe('blind');
});

test.each<{ name: string; ends: (scene: Scene) => void }>([
  { name: 'refused', ends: (scene) => scene.probe('a', 'refused') },
  {
    name: 'answers in recovery after a restart',
    ends: (scene) => scene.probe('a', standby({ postmasterStartedAt: 'a-2' }, 2)),
  },
  {
    name: 'its history is that of the new one',
    ends: (scene) => scene.see(history(scene, 'a', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 })),
  },
])('R4: $name accounts for the last primary', ({ ends }) => {
  const scene = steady();
  scene.rounds(20_000, { a: 'timeout', b: primary(ON_2), c: standby({}, 2) });
  expect(scene.judge().state).toBe('unaccounted-primary');
  ends(scene);
  scene.probe('b', primary(ON_2));
  expect(scene.judge().conditions.map(({ state }) => state)).not.toContain('unaccounted-primary');
});

test.each<{
  name: string;
  old: readonly (Partial<MemberAnswer> | 'refused' | 'rejecting' | 'timeout' | 'unreachable')[];
}>([
  { name: 'stops and stays down', old: ['refused', 'refused'] },
  { name: 'is seen stopping', old: ['rejecting', 'unreachable', 'rejecting', 'refused'] },
  { name: 'is never seen down', old: ['rejecting', 'rejecting', standby({ postmasterStartedAt: 'a-2' }, 2)] },
  { name: 'times out for a moment', old: ['timeout', 'timeout', standby({ postmasterStartedAt: 'a-2' }, 2)] },
])('a switchover raises nothing: the old primary $name', ({ old }) => {
  const scene = steady();
  for (const [round, what] of old.entries()) {
    scene.at(10_000 + round * 500);
    scene.probe('a', what);
    if (round > 0) scene.probe('b', primary(ON_2));
    scene.probe('c', standby({}, round > 0 ? 2 : 1));
  }
  scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  const rejoined = { a: standby({ postmasterStartedAt: 'a-2' }, 2), b: primary(ON_2), c: standby({}, 2) };
  const judgement = scene.rounds(scene.now() + 90_000, rejoined);
  expect(scene.said().filter((one) => !/^info (starting|failover|switchover)$/.test(one))).toEqual([]);
  expect(scene.said().some((one) => /failover|switchover/.test(one))).toBe(true);
  expect(judgement.state).toBe('healthy');
});

test('a cluster without a primary is said to be one after five seconds, and pages after thirty', () => {
  const scene = steady();
  const down = { a: 'refused' as const, b: standby({ receiver: null }), c: standby({ receiver: null }) };
  scene.rounds(14_000, down);
  expect(scene.said()).toEqual(['info starting']);
  scene.rounds(19_500, down);
  expect(scene.said()).toEqual(['info starting', 'info no-primary']);
  scene.rounds(41_000, down);
  expect(scene.said()).toEqual(['info starting', 'info no-primary', 'warning no-primary', 'critical no-primary']);
});

test.each([
  { name: 'a member is unknown', c: 'timeout' as const },
  { name: 'a standby still streams', c: standby() },
])('there is no no-primary where $name', ({ c }) => {
  const scene = steady();
  scene.rounds(80_000, { a: 'refused', b: standby({ receiver: null }), c });
  expect(scene.said().join()).not.toContain('no-primary');
});

test('cut off from the primary only, while standbys stream, it is a warning and no more', () => {
  const scene = steady();
  scene.rounds(200_000, { a: 'timeout', b: standby(), c: standby() });
  expect(scene.said()).toEqual(['info starting', 'warning blind']);
});

test('a standby that relays does not vouch for its primary by its own follower', () => {
  const scene = steady();
  scene.rounds(300_000, {
    a: 'timeout',
    b: standby({
      receiver: null,
      details: {
        ...DETAILS,
        followers: [{ application: 'c', address: null, state: 'streaming', syncState: 'async', flushLsn: null }],
      },
    }),
    c: standby(),
  });
  expect(scene.said()).toContain('critical blind');
});

test.each(['authentication', 'exhausted', 'tls', 'rejecting'] as const)(
  '%s on the primary is blindness, nothing else',
  (outcome) => {
    const scene = steady();
    scene.rounds(50_000, { a: outcome, b: standby(), c: standby() });
    expect(scene.said()).toEqual(['info starting', 'warning blind']);
  },
);

test('a partition that heals after five seconds says nothing', () => {
  const scene = steady();
  scene.rounds(15_000, { a: 'timeout', b: standby(), c: standby() });
  expect(scene.rounds(20_000, STEADY).state).toBe('healthy');
  expect(scene.said()).toEqual(['info starting']);
});

test('an observer that sees nothing at all, not even the API server, blames itself', () => {
  const scene = steady();
  scene.see({ ...SURROUNDINGS, received: scene.now() });
  scene.see({ ...SURROUNDINGS, received: scene.now() + 1, reachable: false });
  scene.rounds(100_000, { a: 'timeout', b: 'unreachable', c: 'timeout' });
  expect(scene.said()).toEqual(['info starting', 'info paused', 'info observer-partitioned']);
});

test('hibernation, a fenced standby, a paused operator and a read-only primary are notes', () => {
  const scene = steady();
  scene.see({ ...SURROUNDINGS, received: scene.now(), fenced: ['c'], reconciliationDisabled: true });
  scene.rounds(100_000, { a: primary({ readOnlyByDefault: true }), b: standby(), c: 'refused' });
  scene.see({ ...SURROUNDINGS, received: scene.now(), hibernated: true });
  scene.rounds(200_000, { a: 'refused', b: 'refused', c: 'timeout' });
  expect(scene.said().filter((one) => !one.startsWith('info'))).toEqual([]);
});

test('replay from an archive with less received than replayed says nothing for twenty seconds', () => {
  const scene = steady();
  for (let second = 10; second < 30; second++) {
    scene.rounds(second * 1_000, { ...STEADY, c: standby({ lsn: `0/6${second}00`, receivedLsn: '0/5000' }) });
  }
  expect(scene.said()).toEqual(['info starting']);
});

test('a standby that is stuck is a warning after thirty seconds', () => {
  const scene = steady();
  scene.rounds(39_000, { ...STEADY, c: standby({ receiver: null }) });
  expect(scene.said()).toEqual(['info starting']);
  scene.rounds(80_000, { ...STEADY, a: primary({ lsn: '0/9000' }), c: standby({ receiver: null }) });
  expect(scene.said()).toEqual(['info starting', 'warning replication-broken']);
});

test('too few synchronous standbys are a warning', () => {
  const scene = beginScene();
  const details = { ...DETAILS, synchronousStandbyNames: 'ANY 1 (b, c)' };
  scene.rounds(40_000, { ...STEADY, a: primary({ details }) });
  expect(scene.said()).toContain('warning sync-degraded');
});

test('a conflict in the archive is critical at the second listing', () => {
  const scene = steady();
  const archive = () =>
    scene.see({
      kind: 'archive',
      observer: 'o1',
      received: scene.now() + 1,
      newest: [],
      rewritten: [],
      systemIdentifiers: [SYSTEM, '1'],
      segmentSizeBytes: 16 * 2 ** 20,
    });
  expect(archive().conditions).toEqual([]);
  expect(archive().conditions).toMatchObject([{ state: 'archive-conflict', severity: 'critical' }]);
});

test('events of members that are not watched, and answers to nothing that was asked, change nothing', () => {
  const scene = steady();
  scene.probe('x', primary());
  scene.see({
    kind: 'no-evidence',
    observer: 'o1',
    received: scene.now(),
    question: { kind: 'history', member: 'x' },
    because: '',
  });
  expect(scene.judge()).toMatchObject({ state: 'healthy', conditions: [] });
});
