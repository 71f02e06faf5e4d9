/** A stretch of time in which the clocks of a zone are never changed. */
export interface ZoneSegment {
  /** Milliseconds since 1970. */
  readonly begin: number;
  readonly end: number;
  /** What local time is ahead of UTC, in milliseconds. */
  readonly offset: number;
  /** By how much the clocks were set forward (above 0) or back (below 0) at `begin`, in milliseconds. */
  readonly shift: number;
}

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/** Local time minus UTC, in milliseconds, at a moment. */
export type Offset = (at: number) => number;

/**
 * @param timeZone a name of the IANA database such as `Europe/Berlin`
 * @throws RangeError when this machine does not know the zone
 */
export function zoneOffset(timeZone: string): Offset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const second = Math.floor(at / SECOND_MS) * SECOND_MS;
    const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - second
    );
  };
}

/**
 * All stretches from `from` on, without a gap between them, each a day long or shorter. Two changes within one day that cancel each other are
 * not seen; no zone has had them.
 */
export function* zoneSegments(offsetAt: Offset, from: number): Generator<ZoneSegment, never> {
  let begin = Math.floor(from / SECOND_MS) * SECOND_MS;
  let offset = offsetAt(begin);
  let shift = 0;
  for (;;) {
    const end = segmentEnd(offsetAt, begin, offset);
    yield { begin, end, offset, shift };
    const next = offsetAt(end);
    shift = next - offset;
    offset = next;
    begin = end;
  }
}

/** A day later, or when the clocks are changed before that. */
function segmentEnd(offsetAt: Offset, begin: number, offset: number): number {
  let [same, other] = [begin, begin + DAY_MS];
  if (offsetAt(other) === offset) return other;
  while (other - same > SECOND_MS) {
    const middle = same + Math.floor((other - same) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetAt(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}
