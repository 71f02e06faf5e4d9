import { expect, test } from 'vitest';
import { beginScene, CLUSTER, conditionIn, ON_2, primary, STEADY, standby } from './scene.fixture.ts';

const WITH_VIP = { ...CLUSTER, members: ['a', 'b', 'vip'].map((name) => ({ name, claim: 'member' as const })) };
const ONE_NAME = { ...CLUSTER, members: [{ name: 'rr', claim: 'member' as const }] };
const A = { postmasterStartedAt: 'a-start' };
const B = { postmasterStartedAt: 'b-start' };

test('an address that moves with the primary, listed beside its servers, makes no second primary of a clean switchover', () => {
  const scene = beginScene(WITH_VIP);
  scene.rounds(5_000, { a: primary(), b: standby(), vip: primary(A) });
  scene.probe('a', 'rejecting');
  scene.rounds(6_000, { a: 'refused', b: standby(), vip: 'refused' });
  scene.rounds(12_000, { a: 'refused', b: primary(ON_2), vip: primary({ ...ON_2, ...B }) });
  scene.rounds(30_000, {
    a: standby({ postmasterStartedAt: 'a-2' }, 2),
    b: primary(ON_2),
    vip: primary({ ...ON_2, ...B }),
  });
  const wrong = scene.said().filter((one) => !one.startsWith('info') && one !== 'warning ambiguous-address');
  expect(wrong).toEqual([]);
});

test('an address that led to a server that is known to be the primary is no primary unaccounted for when it goes silent', () => {
  const scene = beginScene(WITH_VIP);
  scene.rounds(5_000, { a: primary(), b: standby(), vip: primary(A) });
  const last = scene.rounds(60_000, { a: primary(), b: standby(), vip: 'timeout' });
  expect(conditionIn(last, 'unaccounted-primary')).toBeUndefined();
  expect(last.state).toBe('blind');
  expect(conditionIn(last, 'blind')).toMatchObject({ severity: 'warning', members: ['vip'] });
});

test('one address that leads to two primaries by turns is proven, and never healthy', () => {
  const scene = beginScene(ONE_NAME);
  const turns = [primary(A), primary({ ...ON_2, ...B }), primary(A), primary({ ...ON_2, ...B })];
  const states = turns.map((answer) => scene.probe('rr', answer).state);
  expect(states.slice(2)).toEqual(['ambiguous-address', 'ambiguous-address']);
  const found = conditionIn(scene.judge(), 'ambiguous-address');
  expect(found).toMatchObject({ severity: 'critical', members: ['rr'], proof: { rule: 'sandwich' } });
});

test('two primaries behind one address are not proven by a server that is replaced, however often it restarts', () => {
  const scene = beginScene(ONE_NAME);
  for (const started of ['1', '2', '3', '4']) {
    scene.rounds(scene.now() + 5_000, { rr: primary({ postmasterStartedAt: started }) });
  }
  expect(scene.said()).toEqual(['info starting']);
  expect(scene.judge().state).toBe('healthy');
});

test('answers that come in another order than they were asked for are not taken for another server', () => {
  const scene = beginScene(ONE_NAME);
  scene.probe('rr', primary(A));
  scene.at(1_000);
  scene.probe('rr', primary({ postmasterStartedAt: 'a-2' }), { took: 500 });
  scene.at(1_100);
  scene.probe('rr', primary(A), { took: 900 });
  expect(scene.said()).toEqual([]);
});

test('an address that leads to a primary and to its standby by turns is not healthy until it has led to one for a minute', () => {
  const scene = beginScene(WITH_VIP);
  for (const vip of [primary(A), standby(B), primary(A), standby(B)]) {
    scene.rounds(scene.now() + 2_000, { a: primary(), b: standby(), vip });
  }
  expect(scene.judge().state).toBe('ambiguous-address');
  expect(scene.said()).toContain('warning ambiguous-address');
  expect(scene.said().filter((one) => one.includes('dual') || one.includes('critical'))).toEqual([]);
  const later = { a: primary(), b: standby(), vip: standby({ postmasterStartedAt: 'c-start' }) };
  expect(scene.rounds(scene.now() + 70_000, later).state).toBe('healthy');
});

test('two names of one server are said to be that, and are not healthy', () => {
  const scene = beginScene();
  const last = scene.rounds(10_000, { ...STEADY, c: primary(A) });
  expect(last).toMatchObject({
    state: 'ambiguous-address',
    conditions: [{ severity: 'warning', members: ['a', 'c'] }],
  });
});
