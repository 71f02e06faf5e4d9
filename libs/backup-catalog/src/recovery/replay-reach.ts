import {
  formatSegmentName,
  lsn,
  segmentContaining,
  segmentEnd,
  segmentStart,
  type Lsn,
  type TimelineId,
  type WalSegment,
} from '@postgres-ha/postgres-storage';
import type { TimelinePath } from '../timelines/timeline-path.ts';
import type { SegmentedWal } from '../wal/segmented-wal.ts';

/** Segments in a row that replay needs and that are not there. */
export interface MissingSegments {
  readonly timeline: TimelineId;
  /** Names, 24 hexadecimal digits. */
  readonly first: string;
  readonly last: string;
  readonly count: number;
  /** Name of the last segment before it and of the first behind it, along the path; absent where there is none. */
  readonly before?: string;
  readonly next?: string;
}

/** Where replay begins, and up to where it must get to be of any use. */
export interface ReplayRange {
  readonly begin: Lsn;
  /** Exclusive. */
  readonly end: Lsn;
}

/** How far replay along a path gets. */
export interface ReplayReach {
  /** The first position that it does not reach. */
  readonly to: Lsn;
  /** The last segment before the first that is missing; absent when that is the very first. */
  readonly lastSegment?: WalSegment;
  /** Every stretch that is missing before the newest segment, or the last switch, of the path, in order. */
  readonly holes: readonly MissingSegments[];
  /** What stops it: the first segment that is not there. At the end of the archive nobody misses it. */
  readonly stopsAt: string;
}

/**
 * Follows replay along a path, segment by segment, by names. Where two timelines share a segment, PostgreSQL asks for the one of
 * the newer timeline, which begins with a copy of the older's. If only the older is there, replay is right up to the switch.
 * @see PostgreSQL 18 `xlogrecovery.c`, `XLogFileReadAnyTLI`
 */
export function replayReach(wal: SegmentedWal, path: TimelinePath, { begin, end }: ReplayRange): ReplayReach {
  const { segmentSizeBytes } = wal;
  const first = numberAt(begin, segmentSizeBytes);
  const stretches = stretchesOf(path, first, segmentSizeBytes);
  const newest = newestOf(wal, stretches);
  // A backup proves that all up to its end was once written; a history, all before its last switch.
  const written = Math.max(
    numberAt(lsn(end - 1n), segmentSizeBytes),
    numberAt(path.at(-1)?.begin ?? begin, segmentSizeBytes) - 1,
  );
  const holes = holesOf(wal, stretches, Math.max(written, newest?.number ?? written));
  const stop = holes[0]?.from ?? (newest === undefined ? first : newest.number + 1);
  const segmentAt = (number: number): WalSegment => ({ timeline: stretchAt(stretches, number).timeline, number });
  const older = olderCopy(wal, path, stop);
  const last = stop === first ? undefined : segmentAt(stop - 1);
  const lastSegment = older?.segment ?? last;
  return {
    to: older?.upTo ?? (last === undefined ? begin : segmentEnd(last, segmentSizeBytes)),
    ...(lastSegment && { lastSegment }),
    holes: holes.map((hole, index) => missingSegments(hole, { wal, stretches, before: holes[index - 1], first })),
    stopsAt: formatSegmentName(segmentAt(stop), segmentSizeBytes),
  };
}

/** Numbers for which one timeline is asked first; `to` is exclusive. */
interface Stretch {
  readonly timeline: TimelineId;
  readonly from: number;
  readonly to: number;
}

interface Hole {
  readonly timeline: TimelineId;
  readonly from: number;
  readonly to: number;
}

function numberAt(position: Lsn, segmentSizeBytes: number): number {
  return Number(position / BigInt(segmentSizeBytes));
}

function stretchesOf(path: TimelinePath, first: number, segmentSizeBytes: number): readonly Stretch[] {
  return path
    .map(({ timeline, begin }, index) => {
      const next = path[index + 1];
      return {
        timeline,
        from: Math.max(first, numberAt(begin, segmentSizeBytes)),
        to: next === undefined ? Number.POSITIVE_INFINITY : numberAt(next.begin, segmentSizeBytes),
      };
    })
    .filter(({ from, to }) => from < to);
}

function stretchAt(stretches: readonly Stretch[], number: number): Stretch {
  const found = stretches.find(({ from, to }) => number >= from && number < to);
  if (found === undefined) throw new RangeError(`segment ${number} is before the start of the path`);
  return found;
}

function newestOf(wal: SegmentedWal, stretches: readonly Stretch[]): WalSegment | undefined {
  for (const { timeline, from, to } of stretches.toReversed()) {
    const run = wal.runs(timeline).findLast(({ first }) => first < to);
    if (run !== undefined && run.last >= from) return { timeline, number: Math.min(run.last, to - 1) };
  }
  return undefined;
}

/** Stretches of missing segments up to the newest that was once written. */
function holesOf(wal: SegmentedWal, stretches: readonly Stretch[], newest: number): readonly Hole[] {
  const holes: Hole[] = [];
  for (const { timeline, from, to } of stretches) {
    let at = from;
    while (at < to && at <= newest) {
      const missing = wal.firstMissing(timeline, at, Math.min(to - 1, newest));
      if (missing === undefined) break;
      const present = Math.min(wal.nextPresent(timeline, missing) ?? Infinity, to, newest + 1);
      holes.push({ timeline, from: missing, to: present });
      at = present;
    }
  }
  return holes;
}

function missingSegments(
  { timeline, from, to }: Hole,
  {
    wal,
    stretches,
    before,
    first,
  }: {
    readonly wal: SegmentedWal;
    readonly stretches: readonly Stretch[];
    readonly before: Hole | undefined;
    readonly first: number;
  },
): MissingSegments {
  const name = (number: number): string =>
    formatSegmentName({ timeline: stretchAt(stretches, number).timeline, number }, wal.segmentSizeBytes);
  const nameOf = (number: number): string => formatSegmentName({ timeline, number }, wal.segmentSizeBytes);
  const next = nextAlong(wal, stretches, to);
  return {
    timeline,
    first: nameOf(from),
    last: nameOf(to - 1),
    count: to - from,
    ...(from > first && before?.to !== from && { before: name(from - 1) }),
    ...(next !== undefined && { next: name(next) }),
  };
}

function nextAlong(wal: SegmentedWal, stretches: readonly Stretch[], number: number): number | undefined {
  for (const { timeline, from, to } of stretches) {
    if (to <= number) continue;
    const present = wal.nextPresent(timeline, Math.max(from, number));
    if (present !== undefined && present < to) return present;
  }
  return undefined;
}

/**
 * When the newer timeline's copy of the segment with a switch is not there but an older one's is: the position of the switch
 * up to which that is right.
 */
function olderCopy(
  wal: SegmentedWal,
  path: TimelinePath,
  number: number,
): { readonly segment: WalSegment; readonly upTo: Lsn } | undefined {
  for (const [index, { timeline, begin }] of [...path.entries()].reverse()) {
    const upTo = path[index + 1]?.begin;
    if (upTo === undefined || numberAt(upTo, wal.segmentSizeBytes) !== number) continue;
    const isThere = numberAt(begin, wal.segmentSizeBytes) <= number && wal.has({ timeline, number });
    const holdsBytes = upTo > segmentStart({ timeline, number }, wal.segmentSizeBytes);
    if (isThere && holdsBytes) return { segment: { timeline, number }, upTo };
  }
  return undefined;
}

/** Name of the segment of a path that holds a position. */
export function segmentNameAt(path: TimelinePath, position: Lsn, segmentSizeBytes: number): string {
  const number = numberAt(position, segmentSizeBytes);
  const timeline = stretchAt(stretchesOf(path, number, segmentSizeBytes), number).timeline;
  return formatSegmentName(segmentContaining(position, timeline, segmentSizeBytes), segmentSizeBytes);
}
