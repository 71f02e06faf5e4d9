import { passedSlots } from './passed-slots.ts';
import type { ScheduleEvent } from './schedule-event.ts';
import type { ScheduleOptions } from './schedule.ts';
import type { Timetable } from './timetable.ts';

/** What is to be done next, by the clock and the timetable. It looks; it runs nothing. */
export interface Agenda {
  /** Takes note of the time, of the timetable, and of slots that have come. */
  readonly look: () => void;
  readonly pending: () => Pending | undefined;
  /** The pending slot is dealt with. */
  readonly take: () => void;
  readonly next: () => number | undefined;
  /** How long nothing needs a look, in milliseconds. */
  readonly restMs: () => number;
}

/** A slot that has come, and whose run is to begin when `elapsed` gets to `dueAt`. */
export interface Pending {
  readonly slot: number;
  readonly dueAt: number;
}

type Source = Pick<ScheduleOptions<never>, 'timetable' | 'clock' | 'random' | 'jitterMs' | 'since'> & {
  readonly tell: (event: ScheduleEvent<never>) => void;
};

/**
 * So often there is a look at the clock, however far the next slot is: a timer stands still while a machine sleeps, and knows nothing of a
 * clock that is set.
 */
export const LOOK_EVERY_MS = 5000;

/** A clock that is set back by less is waited for; behind that, it is another clock. */
const SAME_CLOCK_MS = 86_400_000;

export function openAgenda({ timetable: current, clock, random, jitterMs, since, tell }: Source): Agenda {
  // Invariant: slots up to here are dealt with. It goes back only when the clock is another one, so that no slot comes twice.
  let dealtWith = since ?? clock.now();
  let timetable = current();
  let planned: { readonly next: number | undefined } | undefined;
  let pending: Pending | undefined;

  const next = (): number | undefined => {
    planned ??= { next: firstOf(timetable, dealtWith) };
    return planned.next;
  };
  const skip = (skipped: { readonly count: number; readonly more: boolean; readonly latest: number }): void => {
    if (skipped.count > 0) tell({ kind: 'skipped', because: 'late', ...skipped });
  };
  const come = (now: number): void => {
    const passed = passedSlots(timetable, { after: dealtWith, now });
    if (passed === undefined) return;
    const { latest, count, more } = passed;
    if (pending !== undefined) skip({ count: 1, more: false, latest: pending.slot });
    skip({ count: count - 1, more, latest });
    dealtWith = now;
    planned = undefined;
    const room = Math.max(0, (next() ?? Infinity) - now);
    pending = { slot: latest, dueAt: clock.elapsed() + random() * Math.min(jitterMs?.() ?? 0, room) };
  };
  return {
    look: () => {
      const now = clock.now();
      if (now + SAME_CLOCK_MS < dealtWith) {
        tell({ kind: 'clock-set-back', byMs: dealtWith - now });
        dealtWith = now;
        planned = undefined;
      }
      const changed = current();
      if (!isSame(changed, timetable)) planned = undefined;
      timetable = changed;
      if ((next() ?? Infinity) <= now) come(now);
      dealtWith = Math.max(dealtWith, now);
    },
    pending: () => pending,
    take: () => {
      pending = undefined;
    },
    next: () => (pending === undefined ? next() : pending.slot),
    restMs: () => {
      const untilNext = (next() ?? Infinity) - clock.now();
      const untilDue = (pending?.dueAt ?? Infinity) - clock.elapsed();
      return Math.max(1, Math.ceil(Math.min(LOOK_EVERY_MS, untilNext, untilDue)));
    },
  };
}

function firstOf({ slotsAfter }: Timetable, after: number): number | undefined {
  const first = slotsAfter(after).next();
  return first.done === true ? undefined : first.value;
}

function isSame(a: Timetable, b: Timetable): boolean {
  return a.cron === b.cron && a.timeZone === b.timeZone;
}
