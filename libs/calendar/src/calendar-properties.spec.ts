import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Calendar, Freeze, Maintenance } from './calendar.ts';
import { maintenanceOf } from './maintenance-state.ts';
import { nextChange } from './next-change.ts';
import { opennessOf } from './openness.ts';

/** Few moments, so that entries touch, overlap and coincide; the hours between them are looked at too. */
const HOURS = 12;
const at = (hour: number): Date => new Date(Date.UTC(2026, 5, 1) + hour * 3_600_000);
const CLUSTERS = ['orders', 'shop'] as const;

/** As the rules of an environment leave it: what ends, ends after it begins. */
const period = fc
  .record({
    begins: fc.integer({ min: 0, max: HOURS }),
    lasts: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  })
  .map(({ begins, lasts }) => ({ from: at(begins), until: lasts === undefined ? undefined : at(begins + lasts) }));

const freeze: fc.Arbitrary<Freeze> = fc
  .record({ period, cluster: fc.constantFrom(undefined, ...CLUSTERS), reason: fc.string({ maxLength: 3 }) })
  .map(({ period: { from, until }, ...rest }) => ({ ...rest, from, until }));
const work: fc.Arbitrary<Maintenance> = fc
  .record({ period, cluster: fc.constantFrom(...CLUSTERS) })
  .map(({ period: { from, until }, cluster }) => ({ cluster, from, until, reason: 'work', was: undefined }));

const calendar: fc.Arbitrary<Calendar> = fc.record({
  freezes: fc.array(freeze, { maxLength: 5 }),
  maintenance: fc.array(work, { maxLength: 3 }),
});
const moment = fc.integer({ min: -2, max: 2 * HOURS }).map((half) => at(half / 2));
const subject = fc.constantFrom(undefined, ...CLUSTERS);

/** The definition, word for word: is there a freeze that counts for it, has begun and is not over? */
function isFrozen({ freezes }: Calendar, cluster: string | undefined, now: Date): boolean {
  return freezes.some(
    (entry) =>
      (entry.cluster === undefined || entry.cluster === cluster) &&
      entry.from.getTime() <= now.getTime() &&
      (entry.until === undefined || now.getTime() < entry.until.getTime()),
  );
}

test('a cluster is frozen in the union of its freezes, and nowhere else', () => {
  fc.assert(
    fc.property(calendar, subject, moment, (given, cluster, now) => {
      const openness = opennessOf(given, cluster, now);
      expect(openness.kind).toBe(isFrozen(given, cluster, now) ? 'frozen' : 'open');
      if (openness.kind === 'frozen') expect(isFrozen({ ...given, freezes: [openness.by] }, cluster, now)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the end that is named is the first moment at which it is open again', () => {
  fc.assert(
    fc.property(calendar, subject, moment, (given, cluster, now) => {
      const openness = opennessOf(given, cluster, now);
      if (openness.kind === 'open') return;
      const end = openness.until ?? at(10 * HOURS);
      for (let then = now.getTime(); then < end.getTime(); then += 1_800_000)
        expect(opennessOf(given, cluster, new Date(then)).kind).toBe('frozen');
      if (openness.until !== undefined) expect(opennessOf(given, cluster, openness.until).kind).toBe('open');
    }),
    { numRuns: 500 },
  );
});

test('what is over changes no answer', () => {
  fc.assert(
    fc.property(calendar, subject, moment, (given, cluster, now) => {
      const freezes = given.freezes.filter(({ until }) => until === undefined || until > now);
      expect(opennessOf({ ...given, freezes }, cluster, now)).toEqual(opennessOf(given, cluster, now));
    }),
    { numRuns: 500 },
  );
});

test('the order in which entries are written changes no state', () => {
  fc.assert(
    fc.property(calendar, fc.constantFrom(...CLUSTERS), moment, ({ freezes, maintenance }, cluster, now) => {
      const [forth, back] = [
        { freezes, maintenance },
        { freezes: freezes.toReversed(), maintenance: maintenance.toReversed() },
      ];
      expect(maintenanceOf(back, cluster, now).kind).toBe(maintenanceOf(forth, cluster, now).kind);
      expect(opennessOf(back, cluster, now).kind).toBe(opennessOf(forth, cluster, now).kind);
      expect(nextChange(back, now)).toEqual(nextChange(forth, now));
    }),
    { numRuns: 500 },
  );
});

test('maintenance holds updates from its first moment until its entry is gone', () => {
  fc.assert(
    fc.property(calendar, fc.constantFrom(...CLUSTERS), moment, (given, cluster, now) => {
      const begun = given.maintenance.some((entry) => entry.cluster === cluster && entry.from <= now);
      expect(['active', 'overdue'].includes(maintenanceOf(given, cluster, now).kind)).toBe(begun);
    }),
    { numRuns: 1000 },
  );
});

test('until the next change every answer is of the same kind, and the next change is to come', () => {
  fc.assert(
    fc.property(calendar, moment, (given, now) => {
      const kinds = (when: Date) => [
        ...[undefined, ...CLUSTERS].map((cluster) => opennessOf(given, cluster, when).kind),
        ...CLUSTERS.map((cluster) => maintenanceOf(given, cluster, when).kind),
      ];
      const next = nextChange(given, now);
      if (next !== undefined) expect(next.getTime()).toBeGreaterThan(now.getTime());
      const end = next ?? at(10 * HOURS);
      for (let then = now.getTime(); then < end.getTime(); then += 1_800_000)
        expect(kinds(new Date(then))).toEqual(kinds(now));
    }),
    { numRuns: 500 },
  );
});
