import type { TimelineId, WalSegment } from '@postgres-ha/postgres-storage';
import { MAX_SEGMENTS_PER_LOG } from '../layout/object-place.ts';
import type { WalArchive } from './wal-archive.ts';
import type { WalFile } from './wal-object.ts';
import { isWhole, nameOfCode, type WalRow } from './wal-row.ts';

/** Segments that follow one another without a hole; both ends are there. */
export interface SegmentRun {
  readonly first: number;
  readonly last: number;
}

/** An archive read with a segment size. A segment counts as there when a copy of all of it is, by what a LIST can tell. */
export interface SegmentedWal {
  readonly segmentSizeBytes: number;
  readonly find: (segment: WalSegment) => WalFile | undefined;
  readonly has: (segment: WalSegment) => boolean;
  /** Ascending, apart from each other. */
  readonly runs: (timeline: TimelineId) => readonly SegmentRun[];
  /** The first number from `from` to and with `to` that is not there. */
  readonly firstMissing: (timeline: TimelineId, from: number, to: number) => number | undefined;
  /** The first number from `from` on that is there. */
  readonly nextPresent: (timeline: TimelineId, from: number) => number | undefined;
  readonly newest: (timeline: TimelineId) => WalSegment | undefined;
}

export function segmentedWal(archive: WalArchive, segmentSizeBytes: number): SegmentedWal {
  const segmentsPerLog = 2 ** 32 / segmentSizeBytes;
  const known = new Map<TimelineId, readonly SegmentRun[]>();
  const runs = (timeline: TimelineId): readonly SegmentRun[] => {
    const cached = known.get(timeline);
    if (cached !== undefined) return cached;
    const made = runsOf(archive.rows(timeline), segmentSizeBytes);
    known.set(timeline, made);
    return made;
  };
  const has = ({ timeline, number }: WalSegment): boolean =>
    (runFrom(runs(timeline), number)?.first ?? Infinity) <= number;
  return {
    segmentSizeBytes,
    find: ({ timeline, number }) => {
      const code = Math.floor(number / segmentsPerLog) * MAX_SEGMENTS_PER_LOG + (number % segmentsPerLog);
      return archive.find(nameOfCode(timeline, code));
    },
    has,
    runs,
    firstMissing: (timeline, from, to) => {
      const run = runFrom(runs(timeline), from);
      const missing = run === undefined || run.first > from ? from : run.last + 1;
      return missing <= to ? missing : undefined;
    },
    nextPresent: (timeline, from) => {
      const run = runFrom(runs(timeline), from);
      return run && Math.max(run.first, from);
    },
    newest: (timeline) => {
      const last = runs(timeline).at(-1);
      return last && { timeline, number: last.last };
    },
  };
}

function runsOf(rows: readonly WalRow[], segmentSizeBytes: number): readonly SegmentRun[] {
  const segmentsPerLog = 2 ** 32 / segmentSizeBytes;
  const runs: { first: number; last: number }[] = [];
  for (const row of rows) {
    const part = row.code % MAX_SEGMENTS_PER_LOG;
    if (part >= segmentsPerLog || !isWhole(row, segmentSizeBytes)) continue;
    const number = Math.floor(row.code / MAX_SEGMENTS_PER_LOG) * segmentsPerLog + part;
    const run = runs.at(-1);
    if (run !== undefined && number <= run.last + 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
}

/** The first run that ends at `number` or later. */
function runFrom(runs: readonly SegmentRun[], number: number): SegmentRun | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((runs[middle]?.last ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return runs[low];
}
