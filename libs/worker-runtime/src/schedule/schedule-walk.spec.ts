import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleSchedule, timetable } from './example-schedule.ts';
import type { ScheduleEvent } from './schedule-event.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const CRONS = ['* * * * * *', '*/7 * * * * *', '0 * * * * *', '30 */20 * * * *', '0 15 1,2,3 * * *', '0 0 */2 * * *'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const STARTS = ['2026-03-29T00:20:00Z', '2026-10-25T00:20:00Z', '2026-11-01T05:20:00Z', '2026-06-15T12:00:00Z'];

type Step = { readonly kind: 'pass' | 'set' | 'sleep'; readonly ms: number } | { readonly kind: 'ask' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 15 * MINUTE }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set'), ms: fc.integer({ min: -20 * HOUR, max: 3 * HOUR }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep'), ms: fc.integer({ min: 1, max: 8 * HOUR }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'ask' } as const) },
);

function slotsRun(events: readonly ScheduleEvent<string>[]): readonly number[] {
  return events.flatMap((event) => (event.kind === 'started' && event.cause.kind === 'slot' ? [event.cause.slot] : []));
}

/** Whatever happens to the clock, as long as it stays the same clock. */
test('over all walks of a clock: never two at once, no slot twice, none lost without being counted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        cron: fc.constantFrom(...CRONS),
        timeZone: fc.constantFrom(...ZONES),
        at: fc.constantFrom(...STARTS),
        jitterMs: fc.constantFrom(0, 3 * SECOND, HOUR),
        random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        takesMs: fc.constantFrom(0, 400, 90 * SECOND, 25 * MINUTE),
        fails: fc.boolean(),
      }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async ({ cron, timeZone, at, jitterMs, random, takesMs, fails }, steps) => {
        const plan = timetable(cron, timeZone);
        let lookedUpTo = Date.parse(at);
        let [running, most] = [0, 0];
        const { clock, schedule, events, stop } = exampleSchedule({
          at,
          more: (turned) => ({
            timetable: () => {
              lookedUpTo = Math.max(lookedUpTo, turned.now());
              return plan;
            },
            jitterMs: () => jitterMs,
            random: () => random,
            run: async (_cause, signal) => {
              running += 1;
              most = Math.max(most, running);
              try {
                if (takesMs > 0) await turned.wait(takesMs, signal);
                if (fails) throw new Error('a failed look');
                return 'done';
              } finally {
                running -= 1;
              }
            },
          }),
        });
        let highest = clock.now();
        for (const each of steps) {
          if (each.kind === 'ask') void schedule.runNow();
          // Not below a day under the highest: behind that it would be another clock.
          else if (each.kind === 'set') await clock.set(Math.max(each.ms, highest - clock.now() - 23 * HOUR));
          else await clock[each.kind](each.ms);
          highest = Math.max(highest, clock.now());
        }
        await clock.pass(5 * SECOND);
        stop();
        await schedule.ended;

        expect(most).toBeLessThanOrEqual(1);
        const run = slotsRun(events);
        expect(run).toEqual([...new Set(run)].sort((a, b) => a - b));
        const skipped = events.flatMap((event) => (event.kind === 'skipped' ? [event.count] : []));
        expect(events.some((event) => event.kind === 'skipped' && event.more)).toBe(false);
        let promised = 0;
        for (const slot of plan.slotsAfter(Date.parse(at))) {
          if (slot > lookedUpTo) break;
          promised += 1;
        }
        const told = run.length + skipped.reduce((sum, count) => sum + count, 0);
        // One may be waiting for its jitter to pass.
        expect(promised - told).toBeGreaterThanOrEqual(0);
        expect(promised - told).toBeLessThanOrEqual(jitterMs === 0 ? 0 : 1);
      },
    ),
    { numRuns: 60 },
  );
});
