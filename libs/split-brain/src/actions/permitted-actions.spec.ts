import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATE_NAMES } from '../judgement/state-name.ts';
import type { SurroundingsObservation } from '../observation/surroundings.ts';
import type { ActionFacts } from './action-facts.ts';
import { FENCE_CONDITIONS } from './fence-conditions.ts';
import { FENCE_INTERVAL_MS, NEVER_RULES, neverRulesAgainst } from './never-rules.ts';
import { permittedActions } from './permitted-actions.ts';

const quiet: SurroundingsObservation = {
  kind: 'surroundings',
  observer: 'o1',
  received: 9_900,
  reachable: true,
  currentPrimary: 'b',
  targetPrimary: 'b',
  labelledPrimary: ['b'],
  endpoints: ['b'],
  leaseHolder: 'b',
  fenced: [],
  hibernated: false,
  reconciliationDisabled: false,
};

/** `a` is the old primary that goes on, `b` the new one: all that fencing `a` needs. */
const clear: ActionFacts = {
  mode: 'fence',
  now: 10_000_000,
  states: ['dual-writing'],
  members: ['a', 'b', 'c'],
  writable: ['a', 'b'],
  unaccounted: [],
  provenAt: 9_999_800,
  surroundings: quiet,
  reach: 'one-cluster',
  phase: 'steady',
  winner: { member: 'b', writableAt: 9_999_900, streamingFollowers: 1 },
  pastFork: ['a'],
  observers: { agreeing: 2, all: 3 },
  lastFence: 'never',
  evidenceOf: ['a'],
};

const kinds = (facts: ActionFacts): readonly string[] => permittedActions(facts).map(({ kind }) => kind);

test('with every condition met, the loser is named, and no other', () => {
  expect(permittedActions(clear).filter(({ kind }) => kind === 'fence')).toMatchObject([
    { kind: 'fence', member: 'a' },
  ]);
  expect(kinds(clear)).not.toContain('choose-by-hand');
});

test.each(['observe', 'suggest'] as const)('in mode %s nobody is named for a fence', (mode) => {
  expect(kinds({ ...clear, mode })).toEqual(['save-evidence', 'hold-automation', 'choose-by-hand']);
});

const surroundings = (over: Partial<SurroundingsObservation>): Partial<ActionFacts> => ({
  surroundings: { ...quiet, ...over },
});

/** One fact changed in each: the rule or the condition that it breaks. */
const spoilt: readonly { readonly breaks: string; readonly facts: Partial<ActionFacts> }[] = [
  { breaks: 'fence-without-surroundings', facts: { surroundings: null } },
  { breaks: 'fence-without-surroundings', facts: surroundings({ reachable: false }) },
  { breaks: 'fence-current-primary', facts: surroundings({ currentPrimary: 'a' }) },
  { breaks: 'fence-target-primary', facts: surroundings({ targetPrimary: 'a' }) },
  { breaks: 'fence-lease-holder', facts: surroundings({ leaseHolder: 'a' }) },
  { breaks: 'fence-endpoint', facts: surroundings({ endpoints: ['a', 'b'] }) },
  { breaks: 'fence-last-writable', facts: { writable: ['a'] } },
  { breaks: 'fence-both', facts: surroundings({ fenced: ['b'] }) },
  { breaks: 'fence-unaccounted', facts: { states: ['dual-writing', 'unaccounted-primary'] } },
  { breaks: 'fence-unaccounted', facts: { unaccounted: ['a'] } },
  { breaks: 'fence-blind', facts: { states: ['dual-writing', 'blind'] } },
  { breaks: 'fence-observer-partitioned', facts: { states: ['dual-writing', 'observer-partitioned'] } },
  { breaks: 'fence-paused', facts: surroundings({ reconciliationDisabled: true }) },
  { breaks: 'fence-paused', facts: { states: ['dual-writing', 'paused'] } },
  { breaks: 'fence-unsteady', facts: { phase: 'upgrade' } },
  { breaks: 'fence-unsteady', facts: { phase: 'unknown' } },
  { breaks: 'fence-unsteady', facts: { states: ['dual-writing', 'starting'] } },
  { breaks: 'fence-in-transition', facts: surroundings({ targetPrimary: 'pending' }) },
  { breaks: 'fence-across-clusters', facts: { reach: 'across-clusters' } },
  { breaks: 'fence-across-clusters', facts: { reach: 'unknown' } },
  { breaks: 'fence-twice-an-hour', facts: { lastFence: clear.now - FENCE_INTERVAL_MS + 1 } },
  { breaks: 'fence-twice-an-hour', facts: { lastFence: 'unknown' } },
  { breaks: 'two-primaries-proven', facts: { provenAt: null } },
  { breaks: 'two-primaries-proven', facts: { provenAt: clear.now - 1_000 } },
  { breaks: 'two-primaries-proven', facts: { states: ['diverged'] } },
  { breaks: 'winner-is-primary', facts: { winner: null } },
  { breaks: 'winner-is-primary', facts: surroundings({ leaseHolder: null }) },
  { breaks: 'winner-is-primary', facts: surroundings({ endpoints: ['b', 'c'] }) },
  {
    breaks: 'winner-is-writable-now',
    facts: { winner: { member: 'b', writableAt: clear.now - 1_000, streamingFollowers: 1 } },
  },
  { breaks: 'winner-is-followed', facts: { winner: { member: 'b', writableAt: clear.now, streamingFollowers: 0 } } },
  { breaks: 'loser-is-past-the-fork', facts: { pastFork: [] } },
  { breaks: 'observers-agree', facts: { observers: { agreeing: 1, all: 1 } } },
  { breaks: 'observers-agree', facts: { observers: { agreeing: 2, all: 4 } } },
  { breaks: 'evidence-is-saved', facts: { evidenceOf: [] } },
];

test.each(spoilt)('$breaks: $facts, and nobody is fenced', ({ breaks, facts }) => {
  const changed = { ...clear, ...facts };
  expect(kinds(changed)).not.toContain('fence');
  const broken = [
    ...neverRulesAgainst({ kind: 'fence', member: 'a' }, changed).map(({ id }) => id),
    ...FENCE_CONDITIONS.filter(({ holds }) => !holds('a', changed)).map(({ id }) => id),
  ];
  expect(broken).toContain(breaks);
});

test('with three primaries nobody is fenced: two of them would have to be', () => {
  const three = {
    ...clear,
    members: ['a', 'b', 'c'],
    writable: ['a', 'b', 'c'],
    pastFork: ['a', 'c'],
    evidenceOf: ['a', 'c'],
  };
  expect(kinds(three)).not.toContain('fence');
});

test('every rule and every condition of a fence is broken by one of the cases above', () => {
  const named = new Set(spoilt.map(({ breaks }) => breaks));
  const all = [...NEVER_RULES, ...FENCE_CONDITIONS].map(({ id }) => id);
  expect(all.filter((id) => !named.has(id))).toEqual(['promote', 'rewind', 'delete-pod', 'delete-volume']);
  expect(new Set(all).size).toBe(all.length);
});

test.each(['promote', 'rewind', 'delete-pod', 'delete-volume'] as const)(
  '%s is forbidden whatever the facts',
  (kind) => {
    expect(neverRulesAgainst({ kind, member: 'a' }, clear).map(({ id }) => id)).toEqual([kind]);
  },
);

test('an unreachable primary is waited for, and nothing is done to anybody', () => {
  const facts: ActionFacts = {
    ...clear,
    states: ['unaccounted-primary'],
    writable: ['b'],
    unaccounted: ['a'],
    pastFork: [],
  };
  expect(permittedActions(facts)).toMatchObject([{ kind: 'wait', member: 'a' }]);
});

test('two sides in two Kubernetes clusters are for people', () => {
  expect(permittedActions({ ...clear, reach: 'across-clusters' }).at(-1)).toMatchObject({
    kind: 'choose-by-hand',
    member: null,
  });
});

test('a healthy cluster needs nothing', () => {
  expect(permittedActions({ ...clear, states: [], writable: ['b'], pastFork: [] })).toEqual([]);
});

const member = fc.constantFrom('a', 'b', 'c');
const someMembers = fc.uniqueArray(member);
const instant = fc.oneof(fc.integer({ min: clear.now - 1500, max: clear.now }), fc.integer({ min: 0, max: clear.now }));
const anyFacts: fc.Arbitrary<ActionFacts> = fc.record({
  mode: fc.constantFrom('observe', 'suggest', 'fence', 'fence'),
  now: fc.constant(clear.now),
  states: fc.uniqueArray(fc.constantFrom(...STATE_NAMES), { maxLength: 4 }),
  members: fc.constant(clear.members),
  writable: someMembers,
  unaccounted: someMembers,
  provenAt: fc.option(instant),
  surroundings: fc.option(
    fc.record({
      kind: fc.constant('surroundings'),
      observer: fc.constant('o1'),
      received: instant,
      reachable: fc.boolean(),
      currentPrimary: fc.option(member),
      targetPrimary: fc.option(fc.oneof(member, fc.constant('pending'))),
      labelledPrimary: someMembers,
      endpoints: someMembers,
      leaseHolder: fc.option(member),
      fenced: someMembers,
      hibernated: fc.boolean(),
      reconciliationDisabled: fc.boolean(),
    }),
  ),
  reach: fc.constantFrom('one-cluster', 'across-clusters', 'unknown'),
  phase: fc.constantFrom('steady', 'bootstrap', 'restore', 'upgrade', 'unknown'),
  winner: fc.option(fc.record({ member, writableAt: instant, streamingFollowers: fc.nat({ max: 2 }) })),
  pastFork: someMembers,
  observers: fc.record({ agreeing: fc.nat({ max: 3 }), all: fc.nat({ max: 3 }) }),
  lastFence: fc.oneof(instant, fc.constantFrom('never' as const, 'unknown' as const)),
  evidenceOf: someMembers,
});

/** Few facts away from a clear case, so that a fence comes out often enough to mean something. */
const nearlyClear = fc
  .record({ facts: anyFacts, kept: fc.subarray(Object.keys(clear) as (keyof ActionFacts)[], { minLength: 11 }) })
  .map(({ facts, kept }) => ({ ...facts, ...Object.fromEntries(kept.map((key) => [key, clear[key]])) }));

test('no action of the never-list comes out, whatever the facts', () => {
  let fences = 0;
  fc.assert(
    fc.property(fc.oneof(anyFacts, nearlyClear), (facts) => {
      for (const action of permittedActions(facts)) {
        expect(NEVER_RULES.filter(({ forbids }) => forbids(action, facts))).toEqual([]);
        expect(['fence', 'save-evidence', 'hold-automation', 'choose-by-hand', 'wait']).toContain(action.kind);
        if (action.kind !== 'fence') continue;
        fences++;
        expect(facts.mode).toBe('fence');
        expect(action.member).not.toBe(facts.winner?.member);
        expect(FENCE_CONDITIONS.filter(({ holds }) => !holds(action.member ?? '', facts))).toEqual([]);
      }
    }),
    { numRuns: 3000 },
  );
  expect(fences).toBeGreaterThan(10);
});

test('at most one member is ever named for a fence', () => {
  fc.assert(
    fc.property(fc.oneof(anyFacts, nearlyClear), (facts) => {
      expect(kinds(facts).filter((kind) => kind === 'fence').length).toBeLessThanOrEqual(1);
    }),
  );
});
