import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProbeObservation } from '../observation/probe.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';
import { learn } from './learn.ts';
import { proveTwoPrimaries, type NamedSpell } from './prove-two-primaries.ts';
import { CLUSTER, history } from './scene.fixture.ts';
import { MEMBERS, observe, serialRuns, type Ask, type Run, type Step } from './serial-history.fixture.ts';
import { beginWatch, type Watch } from './watch.ts';

const step: fc.Arbitrary<Step> = fc.record({
  member: fc.nat(2),
  pauseMs: fc.integer({ min: 0, max: 30 }),
  reignMs: fc.integer({ min: 1, max: 90 }),
  from: fc.constantFrom('standby', 'start'),
  then: fc.constantFrom('gone', 'standby'),
});

const ask: fc.Arbitrary<Ask> = fc.record({
  member: fc.nat(2),
  observer: fc.constantFrom(0, 0, 0, 0, 1, 2),
  sentMs: fc.integer({ min: 0, max: 300 }),
  tookMs: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 })),
  moment: fc.double({ min: 0, max: 1, noNaN: true }),
  instead: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('timeout', 'refused', 'rejecting', 'unreachable', 'exhausted') },
  ),
});

/** Clocks of observers have nothing to do with each other. */
const clocks = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 3, maxLength: 3 });

/** Events repeated and in any order; the list they are drawn from is what was not lost. */
function delivered<Event>(events: readonly Event[]): fc.Arbitrary<readonly Event[]> {
  if (events.length === 0) return fc.constant([]);
  return fc
    .tuple(fc.shuffledSubarray([...events], { minLength: events.length }), fc.subarray([...events]))
    .chain(([all, twice]) => fc.shuffledSubarray([...all, ...twice], { minLength: all.length + twice.length }));
}

const serial = fc
  .tuple(
    fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }),
    fc.array(ask, { minLength: 1, maxLength: 60, size: 'max' }),
    clocks,
  )
  .chain(([steps, asks, offsets]) => {
    const runs = serialRuns(steps);
    return delivered(asks.map((one) => observe(runs, one, offsets[one.observer] ?? 0)));
  });

function learned(events: readonly WatchEvent[]): Watch {
  return events.reduce(learn, beginWatch(CLUSTER));
}

function nowOf(watch: Watch): number {
  return watch.observers[0]?.newest ?? 0;
}

test('no history of a single primary ever yields a proof of two: whatever is late, lost, repeated or out of order', () => {
  fc.assert(
    fc.property(serial, (events) => {
      let watch = beginWatch(CLUSTER);
      for (const event of events) {
        watch = learn(watch, event);
        const verdict = judge(watch, nowOf(watch));
        watch = verdict.watch;
        expect(watch.pairs).toEqual([]);
        expect(verdict.judgement.conditions.filter(({ state }) => state.startsWith('dual'))).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
});

type Rule = (a: NamedSpell, b: NamedSpell) => boolean;

/** The same histories, judged by another rule over what was learned. */
function provedBy(rule: Rule, events: readonly WatchEvent[]): boolean {
  return learned(events).observers.some(({ members }) => {
    const runs = members.flatMap(({ spells }, place) => spells.map((spell) => ({ member: String(place), spell })));
    return runs.some((a) => runs.some((b) => a.member !== b.member && rule(a, b)));
  });
}

test.each<{ name: string; rule: Rule }>([
  { name: 'last known states: both were primaries when last seen', rule: () => true },
  {
    name: 'by arrival: answers, not questions, bound the time',
    rule: (a, b) =>
      a.spell.earliest.received < b.spell.latest.received && b.spell.earliest.received < a.spell.latest.received,
  },
  {
    name: 'intervals that touch',
    rule: (a, b) => a.spell.earliest.sent < b.spell.latest.received && b.spell.earliest.sent < a.spell.latest.received,
  },
])('the test above can fail: a rule that takes $name is caught', ({ rule }) => {
  const found = fc.check(
    fc.property(serial, (events) => !provedBy(rule, events)),
    { numRuns: 1_500 },
  );
  expect(found.failed).toBe(true);
});

test('the rule itself stands between the two: it is what the engine uses', () => {
  fc.assert(
    fc.property(serial, (events) => !provedBy((a, b) => proveTwoPrimaries(a, b) !== undefined, events)),
    { numRuns: 300 },
  );
});

test('the test above can fail: a run that is forgotten, so that restarts count as one, is caught', () => {
  const joined = (event: ProbeObservation): ProbeObservation =>
    event.answer === null
      ? event
      : { ...event, answer: { ...event.answer, postmasterStartedAt: `${event.member}-always`, timeline: 1 } };
  const found = fc.check(
    fc.property(serial, (events) => learned(events.map(joined)).pairs.length === 0),
    { numRuns: 1_500 },
  );
  expect(found.failed).toBe(true);
});

test('the test above can fail: instants of two observers that are compared with each other are caught', () => {
  const found = fc.check(
    fc.property(serial, (events) => learned(events.map((event) => ({ ...event, observer: 'o0' }))).pairs.length === 0),
    { numRuns: 1_500 },
  );
  expect(found.failed).toBe(true);
});

/** Two reigns that overlap from 100 to 300, before and after which anything may have happened. */
const OVERLAP: readonly Run[] = [
  { member: 'a', started: 0, promoted: 10, ended: Infinity },
  { member: 'b', started: 0, promoted: 100, ended: Infinity },
  { member: 'c', started: 0, promoted: null, ended: Infinity },
];

const during = fc.array(ask, { maxLength: 30, size: 'max' });

/** A question each to a, b and a again, one after the other, while both were primaries. */
const enough = fc
  .record({
    observer: fc.nat(2),
    outer: fc.nat(1),
    at: fc.integer({ min: 100, max: 250 }),
    took: fc.integer({ min: 0, max: 9 }),
    moment: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ observer, outer, at, took, moment }) =>
    [outer, 1 - outer, outer].map((member, place): Ask => ({
      member,
      observer,
      sentMs: at + place * 10,
      tookMs: took,
      moment,
      instead: undefined,
    })),
  );

test('a true overlap that was looked at often enough is always proven, in whatever order it is told', () => {
  fc.assert(
    fc.property(
      fc
        .tuple(during, enough, clocks)
        .chain(([asks, proof, offsets]) =>
          delivered([...asks, ...proof].map((one) => observe(OVERLAP, one, offsets[one.observer] ?? 0))),
        ),
      (events) => {
        expect(learned(events).pairs).toMatchObject([{ members: [0, 1] }]);
      },
    ),
    { numRuns: 300 },
  );
});

test('the order in which events arrive changes nothing about what is proven', () => {
  fc.assert(
    fc.property(
      fc.tuple(during, clocks).chain(([asks, offsets]) => {
        const events = asks.map((one) => observe(OVERLAP, one, offsets[one.observer] ?? 0));
        return fc.tuple(fc.constant(events), delivered(events));
      }),
      ([events, shuffled]) => {
        const proven = (all: readonly WatchEvent[]) =>
          learned(all).pairs.map(({ members, runs, key }) => ({ members, runs, key }));
        expect(proven(shuffled)).toEqual(proven(events));
      },
    ),
    { numRuns: 300 },
  );
});

const RANK = ['dual-writing', 'dual-writable'];

function worstOf({ conditions }: Judgement): number {
  const rank = Math.min(...conditions.map(({ state }) => (RANK.includes(state) ? 0 : 1)), 1);
  return 1 - rank;
}

/** What accounts for a primary is left out: with it a split brain is over. */
function accountsForNobody({ outcome, answer }: ProbeObservation): boolean {
  return outcome !== 'refused' && answer?.inRecovery !== true;
}

test('more evidence never lowers severity: what some of it proves, all of it proves', () => {
  fc.assert(
    fc.property(
      fc.tuple(during, fc.option(enough, { nil: [] }), clocks).chain(([asks, proof, offsets]) => {
        const events = [...asks, ...proof]
          .map((one) => observe(OVERLAP, one, offsets[one.observer] ?? 0))
          .filter(accountsForNobody);
        return fc.tuple(fc.subarray(events), delivered(events));
      }),
      ([some, all]) => {
        const [few, many] = [learned(some), learned(all)].map((watch) => judge(watch, nowOf(watch)).judgement);
        if (few === undefined || many === undefined) return;
        expect(worstOf(many)).toBeGreaterThanOrEqual(worstOf(few));
      },
    ),
    { numRuns: 300 },
  );
});

test('what is added to a proof, whatever it is, leaves it critical until R4', () => {
  const proof = [0, 1, 0].map((member, place) =>
    observe(OVERLAP, { member, observer: 0, sentMs: 150 + place * 10, tookMs: 1, moment: 1, instead: undefined }, 0),
  );
  const anything: fc.Arbitrary<WatchEvent> = fc.oneof(
    ask.map((one) => observe(OVERLAP, one, 0)).filter(accountsForNobody),
    fc.constantFrom(...MEMBERS).chain((member) =>
      fc.constantFrom(
        history({ now: () => 500 }, member, { timeline: 1, lsn: '0/6000', ancestors: [] }),
        history({ now: () => 500 }, member, {
          timeline: 2,
          lsn: '0/6000',
          ancestors: [{ timeline: 1, switchPoint: '0/5000' }],
        }),
      ),
    ),
    fc.integer({ min: 0, max: 1e7 }).map((received) => ({ kind: 'tick' as const, observer: 'o0', received })),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 30 }), (events) => {
      let watch = learned(proof);
      for (const event of events) {
        watch = learn(watch, event);
        const verdict = judge(watch, nowOf(watch));
        watch = verdict.watch;
        expect(worstOf(verdict.judgement)).toBe(1);
      }
    }),
    { numRuns: 300 },
  );
});

/** The same, as it would be with other clocks. */
function judgedAll(events: readonly WatchEvent[]): readonly Judgement[] {
  let watch = beginWatch(CLUSTER);
  return events.map((event) => {
    watch = learn(watch, event);
    const verdict = judge(watch, nowOf(watch));
    watch = verdict.watch;
    return verdict.judgement;
  });
}

const anyWorld = fc
  .tuple(
    fc.oneof(fc.array(step, { minLength: 1, maxLength: 6 }).map(serialRuns), fc.constant(OVERLAP)),
    fc.array(ask, { minLength: 1, maxLength: 40 }),
  )
  .chain(([runs, asks]) => fc.tuple(fc.constant(runs), delivered(asks)));

test('the clock of a server says nothing: shifted, everything stays as it is', () => {
  fc.assert(
    fc.property(
      anyWorld,
      fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 3 }),
      ([runs, asks], shifts) => {
        const events = asks.map((one) => observe(runs, one, 0));
        const shifted = events.map((event) => {
          if (event.answer === null) return event;
          const by = (shifts[MEMBERS.findIndex((name) => name === event.member)] ?? 0) * 1_000;
          return {
            ...event,
            answer: { ...event.answer, postmasterStartedAt: String(Number(event.answer.postmasterStartedAt) + by) },
          };
        });
        expect(judgedAll(shifted)).toEqual(judgedAll(events));
      },
    ),
    { numRuns: 300 },
  );
});

/** All that is not an instant. */
function withoutInstants(judgements: readonly Judgement[]): unknown {
  return judgements.map(({ state, conditions, questions, members }) => ({
    state,
    questions,
    members: members.map((member) => ({ ...member, lastAnswer: member.lastAnswer !== null })),
    conditions: conditions.map((condition) => ({
      ...condition,
      since: 0,
      deadline: condition.deadline !== null,
      proof:
        condition.proof === null
          ? null
          : { rule: condition.proof.rule, outer: condition.proof.outer, inner: condition.proof.inner },
    })),
  }));
}

test('the clock of an observer says nothing to others: shifted, only instants change', () => {
  fc.assert(
    fc.property(anyWorld, clocks, ([runs, asks], offsets) => {
      const events = asks.map((one) => observe(runs, one, 0));
      const shifted = asks.map((one) => observe(runs, one, offsets[one.observer] ?? 0));
      expect(withoutInstants(judgedAll(shifted))).toEqual(withoutInstants(judgedAll(events)));
    }),
    { numRuns: 300 },
  );
});

test('the clock of the only observer shifts every instant, and nothing else', () => {
  fc.assert(
    fc.property(anyWorld, fc.integer({ min: -1_000_000, max: 1_000_000 }), ([runs, asks], by) => {
      const one = asks.map((each) => ({ ...each, observer: 0 }));
      const [plain, shifted] = [0, by].map((offset) => judgedAll(one.map((each) => observe(runs, each, offset))));
      expect(withoutInstants(shifted ?? [])).toEqual(withoutInstants(plain ?? []));
      expect(shifted?.map(({ at, conditions }) => [at - by, ...conditions.map(({ since }) => since - by)])).toEqual(
        plain?.map(({ at, conditions }) => [at, ...conditions.map(({ since }) => since)]),
      );
    }),
    { numRuns: 300 },
  );
});
