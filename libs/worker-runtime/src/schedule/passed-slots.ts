import type { Timetable } from './timetable.ts';

/** Slots that came since a schedule last looked. */
export interface PassedSlots {
  /** The last of them. */
  readonly latest: number;
  readonly count: number;
  /** There were more than are worth counting. */
  readonly more: boolean;
}

/** A schedule of every second passes that many in a day. */
const COUNTED = 100_000;
const MINUTE_MS = 60_000;

/** Slots later than `after`, up to and with `now`. */
export function passedSlots(
  { slotsAfter }: Pick<Timetable, 'slotsAfter'>,
  { after, now }: { readonly after: number; readonly now: number },
): PassedSlots | undefined {
  let latest: number | undefined;
  let count = 0;
  for (const slot of slotsAfter(after)) {
    if (slot > now) break;
    latest = slot;
    count += 1;
    if (count === COUNTED) return { latest: lastUpTo(slotsAfter, now) ?? slot, count, more: true };
  }
  return latest === undefined ? undefined : { latest, count, more: false };
}

function lastUpTo(slotsAfter: Timetable['slotsAfter'], now: number): number | undefined {
  for (let back = MINUTE_MS; back < now; back *= 2) {
    let last: number | undefined;
    for (const slot of slotsAfter(now - back)) {
      if (slot > now) break;
      last = slot;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}
