/** A mark on the axis. */
export interface Tick {
  /** Place: of a time in milliseconds, or 0 to 1. */
  readonly at: number;
  readonly label: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 4, 7, 14, 28, 56, 91, 182, 365, 730, 1825, 3650].map((count) => count * DAY),
];

/** At round times of UTC, so many at most. */
export function timeTicks({
  from,
  to,
  most,
}: {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}): readonly Tick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? to - from;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step;
    const date = new Date(at);
    // the first says of what day it is; midnight says it again
    return { at, label: index === 0 && step < DAY ? dayAndClock(date) : labelOf(date, step) };
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24 Nov 05:30` */
export function dayAndClock(date: Date): string {
  return `${dayOf(date)} ${date.toISOString().slice(11, 16)}`;
}

function dayOf(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
}

function labelOf(date: Date, step: number): string {
  const clock = date.toISOString().slice(11, step < MINUTE ? 19 : 16);
  if (step >= 91 * DAY) return `${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
  return step >= DAY || date.getTime() % DAY === 0 ? dayOf(date) : clock;
}
