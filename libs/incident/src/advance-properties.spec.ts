import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acknowledge } from './acknowledge.ts';
import { advance, type Advanced, type Look } from './advance.ts';
import type { Concern } from './concern.ts';
import { exampleConcern } from './example-concern.ts';
import { noIncidents, shownIncidents, type Incidents } from './incidents.ts';
import { readIncidents } from './read-incidents.ts';

const concern: fc.Arbitrary<Concern> = fc
  .record({
    key: fc.integer({ min: 0, max: 40 }).map(String),
    kind: fc.constantFrom('a', 'a', 'a', 'b'),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
    sticky: fc.boolean(),
    title: fc.constantFrom('one', 'other', 'with 1', 'with 2'),
  })
  .map((more) => exampleConcern({ ...more, cluster: more.key }));

/** Mostly forwards. */
const steps = fc.array(
  fc.record({
    by: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 90_000 }) }, fc.integer({ min: -4e6, max: 4e6 })),
    source: fc.constantFrom('x', 'y'),
    concerns: fc.array(concern, { maxLength: 30 }),
    complete: fc.boolean(),
    acknowledged: fc.nat(),
  }),
  { maxLength: 25 },
);

function looksOf(all: typeof steps extends fc.Arbitrary<infer S> ? S : never): readonly Look[] {
  let now = Date.parse('2026-11-26T01:00:00Z');
  return all.map(({ by, source, concerns, complete }) => {
    now += by;
    return { at: new Date(now), source, concerns, complete };
  });
}

function walk(look: Look, state: Incidents): Advanced {
  return advance(state, look);
}

test('the same look a second time changes nothing', () => {
  fc.assert(
    fc.property(steps, (all) => {
      looksOf(all).reduce((state, look) => {
        const once = walk(look, state).incidents;
        const twice = walk(look, once);
        expect(twice.changed).toEqual([]);
        expect(twice.incidents).toEqual(once);
        return once;
      }, noIncidents());
    }),
  );
});

test('the order of concerns makes no difference', () => {
  fc.assert(
    fc.property(steps, (all) => {
      looksOf(all).reduce((state, look) => {
        const once = walk(look, state).incidents;
        expect(walk({ ...look, concerns: look.concerns.toReversed() }, state).incidents).toEqual(once);
        return once;
      }, noIncidents());
    }),
  );
});

test('each change has a revision and an entry of its own, numbered without gaps, and nothing else changes', () => {
  fc.assert(
    fc.property(steps, (all) => {
      looksOf(all).reduce((state, look, index) => {
        const acknowledged = acknowledge(state, {
          ...{ at: look.at, by: 'anna' },
          id: shownIncidents(state).at(-1 - ((all[index]?.acknowledged ?? 0) % 20))?.id ?? '',
        });
        const next = walk(look, acknowledged.incidents);
        const before = new Map(shownIncidents(acknowledged.incidents).map((each) => [each.id, each]));
        for (const incident of shownIncidents(next.incidents)) {
          const old = before.get(incident.id);
          const numbers = incident.timeline.map(({ number }) => number);
          expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
          expect(numbers.at(-1)).toBe(incident.revision);
          if (old === undefined) continue;
          if (incident.revision === old.revision) expect(incident).toEqual(old);
          else expect(incident.revision).toBe(old.revision + 1);
          expect(next.changed.some(({ id }) => id === incident.id)).toBe(incident.revision !== old.revision);
        }
        return next.incidents;
      }, noIncidents());
    }),
  );
});

test('each open concern is in exactly one open incident, by itself or named by its summary', () => {
  fc.assert(
    fc.property(steps, (all) => {
      looksOf(all).reduce((state, look) => {
        const next = walk(look, state).incidents;
        // What is too early to be told is due a minute later.
        const later = { ...look, at: new Date(look.at.getTime() + 60_000), complete: false };
        const settled = walk(later, next).incidents;
        const shown = shownIncidents(settled).filter(({ status }) => status === 'open');
        for (const { key } of look.concerns) {
          const { id } = settled.tracked.find(({ incident }) => incident.key === key)?.incident ?? { id: '?' };
          const alone = shown.filter((each) => each.key === key).length;
          const named = shown.flatMap(({ concern: { key: of, lists } }) =>
            of.startsWith('several/') ? lists.flatMap(({ lines }) => lines.filter((line) => line.includes(id))) : [],
          ).length;
          expect(alone + named).toBe(1);
        }
        return next;
      }, noIncidents());
    }),
  );
});

test('what a look that failed does not have stays as it was, and nothing ends by it', () => {
  fc.assert(
    fc.property(steps, (all) => {
      looksOf(all).reduce((state, look) => {
        const next = walk({ ...look, complete: false }, state).incidents;
        const ended = next.tracked.filter(({ incident }, index) => {
          return incident.status === 'resolved' && state.tracked[index]?.incident.status === 'open';
        });
        expect(ended).toEqual([]);
        return walk(look, state).incidents;
      }, noIncidents());
    }),
  );
});

test('as JSON it is the same', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const state = looksOf(all).reduce((before, look) => walk(look, before).incidents, noIncidents());
      expect(readIncidents(JSON.parse(JSON.stringify(state)))).toEqual({ kind: 'read', incidents: state });
    }),
  );
});
