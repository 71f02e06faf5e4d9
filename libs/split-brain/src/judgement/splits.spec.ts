import { expect, test } from 'vitest';
import {
  beginScene,
  CLUSTER,
  commits,
  compared,
  FROM_1,
  history,
  ON_2,
  primary,
  split,
  standby,
  steady,
} from './scene.fixture.ts';

test('a second primary is asked about at once, and proven by the next answer of the first', () => {
  const scene = steady();
  const seen = scene.probe('b', primary(ON_2));
  expect(seen.questions).toContainEqual({ kind: 'probe', members: ['a', 'b'] });
  expect(seen.conditions).toEqual([]);
  const proven = scene.probe('a', primary());
  expect(proven.state).toBe('dual-writable');
  expect(proven.conditions).toMatchObject([
    {
      severity: 'critical',
      members: ['a', 'b'],
      key: 'split/a@1+b@2',
      proof: { rule: 'sandwich', outer: 'a', inner: 'b', sameServer: 'session' },
    },
  ]);
  const { proof } = proven.conditions[0] ?? {};
  expect(proof?.first[1]).toBeLessThan(proof?.between[0] ?? NaN);
  expect(proof?.between[1]).toBeLessThan(proof?.last[0] ?? NaN);
});

test('both are asked again as long as both answer, not in a circle, and not once it is proven', () => {
  const scene = steady();
  scene.probe('b', primary(ON_2));
  expect(scene.questions().filter(({ kind }) => kind === 'probe')).toHaveLength(1);
  scene.judge();
  scene.probe('a', 'timeout');
  scene.probe('a', 'timeout');
  expect(scene.questions().filter(({ kind }) => kind === 'probe')).toEqual([]);
  scene.probe('a', primary());
  scene.probe('b', primary(ON_2));
  scene.rounds(scene.now() + 5_000, { a: primary(), b: primary(ON_2), c: standby() });
  expect(scene.questions().filter(({ kind }) => kind === 'probe')).toEqual([]);
});

test('an old primary that restarts writable beside the new one is proven at its first answer and the next of the new one', () => {
  const scene = steady();
  scene.rounds(12_000, { a: 'refused', b: primary(ON_2), c: standby({}, 2) });
  scene.probe('a', primary({ postmasterStartedAt: 'a-again' }));
  expect(scene.probe('b', primary(ON_2)).state).toBe('dual-writable');
});

test('ids that grow on both make it dual-writing where no commits can be read; the incident stays the same', () => {
  const scene = split();
  scene.probe('a', primary({ nextTransactionId: '705' }));
  const early = scene.probe('b', primary({ ...ON_2, nextTransactionId: '702' }));
  expect(early.conditions).toMatchObject([{ state: 'dual-writable', key: 'split/a@1+b@2' }]);
  const late = scene.rounds(scene.now() + 6_000, { a: primary(), b: primary(ON_2), c: standby() });
  expect(late.conditions).toMatchObject([{ state: 'dual-writing', key: 'split/a@1+b@2' }]);
});

test('a reading that failed is not waited for', () => {
  const scene = compared(split());
  const question = { kind: 'commits', member: 'a', timeline: 1, from: '0/5000' } as const;
  scene.see({ kind: 'no-evidence', observer: 'o1', received: scene.now() + 1, question, because: '42883' });
  scene.see({
    kind: 'no-evidence',
    observer: 'o1',
    received: scene.now() + 1,
    question: { ...question, member: 'b', timeline: 2 },
    because: '42883',
  });
  scene.probe('a', primary({ nextTransactionId: '705' }));
  expect(scene.probe('b', primary({ ...ON_2, nextTransactionId: '702' })).state).toBe('dual-writing');
});

test('ids that grow on one only, or grew before the other one was promoted, are not two that write', () => {
  const scene = steady();
  const later = primary({ nextTransactionId: '800' });
  scene.probe('a', later);
  scene.probe('b', primary(ON_2));
  scene.probe('a', later);
  scene.probe('b', primary({ ...ON_2, nextTransactionId: '999' }));
  expect(scene.probe('a', later).state).toBe('dual-writable');
});

test('histories are asked once, then commits from the fork of both, and what the older timeline lost is named', () => {
  const scene = split();
  const asked = () => scene.questions().filter(({ kind }) => kind !== 'probe');
  expect(asked()).toEqual(
    expect.arrayContaining([
      { kind: 'history', member: 'a' },
      { kind: 'history', member: 'b' },
    ]),
  );
  scene.judge();
  expect(asked()).toEqual([]);
  compared(scene);
  expect(asked()).toEqual(
    expect.arrayContaining([
      { kind: 'commits', member: 'a', timeline: 1, from: '0/5000' },
      { kind: 'commits', member: 'b', timeline: 2, from: '0/5000' },
    ]),
  );
  const judgement = scene.see(commits(scene, 'a', { count: 3, until: '0/6000' }));
  expect(judgement.conditions).toMatchObject([
    { fork: { timeline: 1, lsn: '0/5000' }, lostWrites: [{ member: 'a', basis: 'counted', commits: 3 }] },
  ]);
});

test('commits that were read decide over ids: a vacuum is no writer, nor are commits that wait for a standby', () => {
  const scene = compared(split());
  const relations = [{ name: 'public.orders', records: 3 }];
  const read = (member: string, what: Parameters<typeof commits>[2]): string => {
    scene.at(scene.now() + 1);
    return scene.see(commits(scene, member, what)).state;
  };
  scene.probe('a', primary({ nextTransactionId: '705' }));
  expect(scene.probe('b', primary({ ...ON_2, nextTransactionId: '702' })).state).toBe('dual-writable');
  expect(read('b', { timeline: 2, count: 1, relations })).toBe('dual-writable');
  expect(read('a', { count: 0 })).toBe('dual-writable');
  expect(read('a', { count: 5 })).toBe('dual-writable');
  expect(read('a', { count: 2, waitingForSync: 2, relations })).toBe('dual-writable');
  expect(read('a', { count: 3, waitingForSync: 2, relations })).toBe('dual-writing');
});

test('a question that failed is asked again after a while, and after longer each time', () => {
  const scene = split();
  const question = { kind: 'history', member: 'a' } as const;
  const asked: number[] = [];
  while (scene.now() < 30_000) {
    if (scene.questions().some((one) => one.kind === 'history' && one.member === 'a')) {
      asked.push(scene.now());
      scene.see({ kind: 'no-evidence', observer: 'o1', received: scene.now(), question, because: '57014' });
    }
    scene.probe('a', primary());
    scene.at(scene.now() + 50);
    scene.judge();
  }
  const waits = asked.slice(1).map((at, place) => at - (asked[place] ?? 0));
  expect(waits.map((wait) => Math.round(wait / 1_000))).toEqual([1, 2, 4, 8]);
});

test('a split brain stays until one is proven to be none any more, whatever is missing', () => {
  const scene = compared(split());
  expect(scene.rounds(100_000, { a: 'timeout', b: primary(ON_2), c: standby({}, 2) }).state).toBe('dual-writable');
  expect(scene.rounds(101_000, { a: 'rejecting', b: primary(ON_2), c: standby({}, 2) }).state).toBe('dual-writable');
  const { conditions } = scene.judge();
  expect(conditions[0]?.deadline).not.toBeNull();
  expect(conditions.filter(({ severity }) => severity !== 'info')).toHaveLength(1);
});

test('it is over with R4 and a report; what was lost stays in sight for a minute under the same key', () => {
  const scene = compared(split());
  scene.see(commits(scene, 'a', { count: 3 }));
  scene.probe('a', 'refused');
  const after = scene.probe('b', primary(ON_2));
  expect(after.conditions).toMatchObject([
    { state: 'lost-writes', severity: 'critical', key: 'split/a@1+b@2', lostWrites: [{ member: 'a', commits: 3 }] },
    { state: 'failover' },
  ]);
  const rejoined = { a: standby({ postmasterStartedAt: 'a-2' }, 2), b: primary(ON_2), c: standby({}, 2) };
  expect(scene.rounds(scene.now() + 100_000, rejoined).state).toBe('healthy');
});

test('it is over without a trace where nothing was lost', () => {
  const scene = compared(split());
  scene.see(commits(scene, 'a', { count: 0 }));
  scene.probe('a', 'refused');
  expect(scene.probe('b', primary(ON_2)).conditions).toMatchObject([{ state: 'failover', severity: 'info' }]);
});

test('what was settled comes back when the same two runs answer as primaries again, and not for a restart alone', () => {
  const scene = compared(split());
  scene.see(commits(scene, 'a', { count: 0 }));
  scene.probe('a', 'refused');
  scene.probe('b', primary(ON_2));
  scene.probe('a', primary());
  expect(scene.probe('b', primary(ON_2)).state).toBe('dual-writable');
  scene.probe('a', 'refused');
  scene.probe('b', 'refused');
  scene.judge();
  expect(
    scene.probe('a', primary({ postmasterStartedAt: 'a-2' })).conditions.filter(({ severity }) => severity !== 'info'),
  ).toEqual([]);
});

test('three primaries are one split brain', () => {
  const scene = split();
  scene.probe('c', primary({ timeline: 3 }));
  scene.probe('b', primary(ON_2));
  const { conditions } = scene.probe('a', primary());
  expect(conditions.filter(({ state }) => state === 'dual-writable')).toMatchObject([
    { members: ['a', 'b', 'c'], key: 'split/a@1+b@2' },
  ]);
});

test('two names of one server are not two primaries', () => {
  const scene = beginScene();
  const one = primary({ postmasterStartedAt: 'same' });
  scene.rounds(5_000, { a: one, b: one, c: standby() });
  expect(scene.said()).toEqual(['info starting', 'info ambiguous-address']);
  expect(scene.questions()).toEqual([]);
});

test('other data is said to be other data, never a split brain', () => {
  const scene = beginScene();
  const judgement = scene.rounds(5_000, { a: primary(), b: primary({ systemIdentifier: '1' }), c: standby() });
  expect(judgement.conditions.map(({ state, severity }) => `${severity} ${state}`)).toEqual([
    'warning orphan-primary',
    'warning orphan-primary',
  ]);
  expect(scene.questions().filter(({ kind }) => kind === 'probe')).toEqual([]);
});

test('a related server with the same data is a clone, and worth a note', () => {
  const scene = beginScene({
    ...CLUSTER,
    members: [
      { name: 'a', claim: 'member' },
      { name: 'r', claim: 'related' },
    ],
  });
  const judgement = scene.rounds(5_000, { a: primary(), r: primary(ON_2) });
  expect(judgement.conditions).toMatchObject([{ state: 'clone', severity: 'info', members: ['r'] }]);
  expect(scene.said()).toEqual(['info starting', 'info clone']);
});

test('an identifier that cannot be read proves nothing, and is not passed over in silence', () => {
  const scene = beginScene();
  const hidden = { systemIdentifier: null };
  const judgement = scene.rounds(5_000, { a: primary(hidden), b: primary({ ...ON_2, ...hidden }), c: standby(hidden) });
  expect(judgement.conditions).toMatchObject([{ state: 'blind', severity: 'critical', members: ['a', 'b'] }]);
  scene.see(history(scene, 'a', { timeline: 1, lsn: '0/6000', ancestors: [] }));
  expect(scene.see(history(scene, 'b', { timeline: 2, lsn: '0/6000', ancestors: FROM_1 })).state).toBe('dual-writable');
});

test('a history from before the promotion is asked for again, or the fork would never be known', () => {
  const scene = split();
  const asked = () => scene.questions().filter(({ kind }) => kind === 'history');
  expect(asked()).toContainEqual({ kind: 'history', member: 'b' });
  scene.see(history(scene, 'a', { timeline: 1, lsn: '0/6000', ancestors: [] }));
  // answered while it was a standby still
  scene.see(history(scene, 'b', { timeline: 1, lsn: '0/5000', ancestors: [] }));
  scene.rounds(scene.now() + 1_000, { a: primary(), b: primary(ON_2), c: standby() });
  expect(asked()).toContainEqual({ kind: 'history', member: 'b' });
  const known = scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  expect(known.conditions[0]?.fork).toEqual({ timeline: 1, lsn: '0/5000' });
});

test('a server that goes on in recovery after a crash, and is promoted again, is not one reign although its postmaster is the same', () => {
  const scene = beginScene();
  const same = { postmasterStartedAt: 'a-0' };
  scene.probe('a', primary({ ...same, timeline: 1 }));
  scene.probe('a', standby(same));
  scene.probe('b', primary({ timeline: 2 }));
  scene.probe('b', standby({ postmasterStartedAt: 'b-again' }, 2));
  const after = scene.probe('a', primary({ ...same, timeline: 3 }));
  expect(after.conditions.filter(({ proof }) => proof !== null)).toEqual([]);
  expect(
    scene
      .rounds(scene.now() + 3_000, {
        a: primary({ ...same, timeline: 3 }),
        b: standby({ postmasterStartedAt: 'b-again' }, 3),
      })
      .conditions.filter(({ proof }) => proof !== null),
  ).toEqual([]);
});
