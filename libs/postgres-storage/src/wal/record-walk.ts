import { CRC32C_START, finishCrc32c } from '../crc32c.ts';
import { createCrc32cRoom } from '../crc32c-room.ts';
import { formatLsn, lsn, type Lsn } from '../lsn.ts';
import { segmentStart, type WalSegment } from '../segment.ts';
import { LONG_HEADER_BYTES, PAGE_HEADER, PAGE_INFO, SHORT_HEADER_BYTES } from './page-header.ts';
import { continuationFault, pageHeaderFault, type Fault, type PageHeaderRules } from './page-header-check.ts';
import type { PageTimelines } from './page-timeline.ts';
import {
  isOverwrite,
  isResourceManager,
  isSwitch,
  MOST_HEADER_BYTES,
  overwrittenLsn,
  RECORD,
} from './record-content.ts';
import { createRecordNotes, type RecordObservers, type RecordPlace } from './record-notes.ts';
import type { SegmentEvidence } from './segment-evidence.ts';
import type { WalProblem } from './wal-problem.ts';

/** Goes from record to record, page by page, and stops at the first fault of a segment. */
export interface RecordWalk {
  /** Room for one page: fill it, then have it read. */
  readonly page: Uint8Array;
  readonly begin: (segment: WalSegment, timelines: PageTimelines) => void;
  /** Further pages of the segment matter. */
  readonly isReading: () => boolean;
  /** Reads the page in the room. Pages come in order. */
  readonly readPage: (pageOffset: number) => void;
  readonly end: (size: WalProblem | undefined) => Omit<SegmentEvidence, 'segment' | 'sizeBytes'>;
}

/** What a page begins with. */
export type Carried =
  | { readonly kind: 'nothing' }
  /** Reading begins in the midst of the log: nobody has seen what may go on here. */
  | { readonly kind: 'unseen' }
  /** The rest of a record whose start nobody has seen. */
  | { readonly kind: 'skipped'; readonly remainingBytes: number }
  | { readonly kind: 'record'; readonly record: UnfinishedRecord };

/** A record that began on a page before. Its first bytes, with all headers, are kept behind the page. */
interface UnfinishedRecord {
  /** From the start of the segment being read; below 0 when it began in one before. */
  offset: number;
  readonly totalBytes: number;
  gotBytes: number;
  /** Of the bytes behind its header. */
  sum: number;
}

const NOTHING: Carried = { kind: 'nothing' };
const UNSEEN: Carried = { kind: 'unseen' };

export function createRecordWalk(rules: PageHeaderRules & RecordObservers): RecordWalk {
  const { major, segmentSizeBytes, walBlockSizeBytes: pageBytes } = rules;
  const room = createCrc32cRoom(pageBytes + MOST_HEADER_BYTES);
  const view = new DataView(room.bytes.buffer, room.bytes.byteOffset, room.bytes.byteLength);

  let segment: WalSegment | undefined;
  let start = lsn(0n);
  let startHigh = 0;
  let startLow = 0;
  let timelinesAt: PageTimelines = () => [];
  let timelineBefore = 0;

  let carried: Carried = UNSEEN;
  /** Where the record before began, from the start of the segment; unknown where reading began. */
  let previousOffset: number | undefined;
  /** The next record must say that it stands in place of one that was lost in a crash; of which, if that was seen. */
  let overwrites: { readonly lost: Lsn | undefined } | undefined;
  let problem: WalProblem | undefined;
  let switched = false;

  // Not by `lsn`: behind the last segment that a name can have is no LSN, and a name may be wrong.
  const positionOf = (offset: number): Lsn => (start + BigInt(offset)) as Lsn;
  const notes = createRecordNotes(view, { positionOf, observers: rules });
  const fail = (offset: number, fault: Fault): void => {
    problem = { problem: fault.problem, lsn: positionOf(offset), found: fault.found, expected: fault.expected };
  };

  /** @returns where the first record of the page begins, or undefined when none does */
  function readStart(pageOffset: number): number | undefined {
    const isFirstOfSegment = pageOffset === 0;
    const page = { lsn: positionOf(pageOffset), isFirstOfSegment, timelines: timelinesAt(pageOffset), timelineBefore };
    const fault = pageHeaderFault(view, page, rules) ?? continuationFault(view, expectedRest(carried));
    if (fault !== undefined) {
      fail(pageOffset, fault);
      return undefined;
    }
    timelineBefore = view.getUint32(PAGE_HEADER.timeline, true);
    const info = view.getUint16(PAGE_HEADER.info, true);
    if ((info & PAGE_INFO.overwrites) !== 0) {
      overwrites = { lost: carried.kind === 'record' ? positionOf(carried.record.offset) : undefined };
      carried = NOTHING;
    } else if (carried.kind === 'unseen') {
      const remainingBytes = view.getUint32(PAGE_HEADER.remaining, true);
      carried = (info & PAGE_INFO.continues) === 0 ? NOTHING : { kind: 'skipped', remainingBytes };
    }
    return readRest(isFirstOfSegment ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES, pageOffset);
  }

  /** What the page has of a record that began before it. */
  function readRest(from: number, pageOffset: number): number | undefined {
    const left = expectedRest(carried) ?? 0;
    const to = Math.min(pageBytes, from + left);
    if (carried.kind === 'record') {
      const { record } = carried;
      take(record, from, to);
      if (record.gotBytes < record.totalBytes) return undefined;
      const { totalBytes, offset, sum } = record;
      if (!complete({ at: pageBytes, totalBytes, offset, endOffset: pageOffset + aligned(to) }, sum)) return undefined;
    } else if (carried.kind === 'skipped' && from + left > pageBytes) {
      carried = { kind: 'skipped', remainingBytes: left - (to - from) };
      return undefined;
    }
    carried = NOTHING;
    return aligned(to);
  }

  /** Adds a part of the page to a record. */
  function take(record: UnfinishedRecord, from: number, to: number): void {
    const { gotBytes } = record;
    const kept = Math.min(to - from, MOST_HEADER_BYTES - gotBytes);
    if (kept > 0) room.bytes.copyWithin(pageBytes + gotBytes, from, from + kept);
    const behindHeader = Math.min(to, from + Math.max(0, RECORD.headerBytes - gotBytes));
    record.sum = room.add(record.sum, behindHeader, to);
    record.gotBytes = gotBytes + to - from;
  }

  function readPage(pageOffset: number): void {
    let at = readStart(pageOffset);
    while (at !== undefined && at < pageBytes && !switched) at = readRecord(at, pageOffset);
  }

  /** @returns where the next record begins, or undefined when that is not on this page */
  function readRecord(at: number, pageOffset: number): number | undefined {
    const offset = pageOffset + at;
    const totalBytes = view.getUint32(at, true);
    const hasHeader = at + RECORD.headerBytes <= pageBytes;
    const fault = lengthFault(totalBytes) ?? (hasHeader ? headerFault(at) : undefined);
    if (fault !== undefined) {
      fail(offset, fault);
      return undefined;
    }
    const end = at + totalBytes;
    if (end > pageBytes) {
      const record: UnfinishedRecord = { offset, totalBytes, gotBytes: 0, sum: CRC32C_START };
      take(record, at, pageBytes);
      carried = { kind: 'record', record };
      return undefined;
    }
    const next = aligned(end);
    const sum = room.add(CRC32C_START, at + RECORD.headerBytes, end);
    return complete({ at, totalBytes, offset, endOffset: pageOffset + next }, sum) ? next : undefined;
  }

  /** Judges a record that is in the room as a whole, at least its headers. */
  function complete(place: RecordPlace, sum: number): boolean {
    const { at, offset } = place;
    const fault = headerFault(at) ?? crcFault(at, sum) ?? overwriteFault(place);
    if (fault !== undefined) {
      fail(offset, fault);
      return false;
    }
    switched = isSwitch(view.getUint8(at + RECORD.resourceManager), view.getUint8(at + RECORD.info));
    if (!notes.note(switched ? { ...place, endOffset: segmentSizeBytes } : place)) {
      fail(offset, { problem: 'record-header', found: 'parts that contradict each other', expected: 'a record' });
      return false;
    }
    previousOffset = offset;
    overwrites = undefined;
    return true;
  }

  function headerFault(at: number): Fault | undefined {
    const resourceManager = view.getUint8(at + RECORD.resourceManager);
    if (!isResourceManager(resourceManager, major)) {
      return { problem: 'record-header', found: `resource manager ${resourceManager}`, expected: 'a known one' };
    }
    if (previousOffset === undefined) return undefined;
    const low = startLow + previousOffset;
    const borrowed = Math.floor(low / 2 ** 32);
    const isRight =
      view.getUint32(at + RECORD.previousLow, true) === low - borrowed * 2 ** 32 &&
      view.getUint32(at + RECORD.previousHigh, true) === startHigh + borrowed;
    if (isRight) return undefined;
    const found = lsn(view.getBigUint64(at + RECORD.previousLow, true));
    return {
      problem: 'record-header',
      found: `a record after one at ${formatLsn(found)}`,
      expected: `a record after the one at ${formatLsn(positionOf(previousOffset))}`,
    };
  }

  function crcFault(at: number, sum: number): Fault | undefined {
    const computed = finishCrc32c(room.add(sum, at, at + RECORD.crc));
    const stored = view.getUint32(at + RECORD.crc, true);
    if (computed === stored) return undefined;
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    return { problem: 'record-crc', found: `CRC ${hex(stored)}`, expected: hex(computed) };
  }

  /** @see PostgreSQL 18, src/backend/access/transam/xlogrecovery.c, xlogrecovery_redo */
  function overwriteFault({ at, totalBytes }: RecordPlace): Fault | undefined {
    if (overwrites === undefined) return undefined;
    const isRight = isOverwrite(view.getUint8(at + RECORD.resourceManager), view.getUint8(at + RECORD.info));
    const found = isRight ? overwrittenLsn({ view, at, totalBytes }, major) : undefined;
    const { lost } = overwrites;
    if (found !== undefined && (lost === undefined || found === lost)) return undefined;
    return {
      problem: 'record-header',
      found: found === undefined ? 'another record' : `a record in place of the one at ${formatLsn(found)}`,
      expected: `a record in place of ${lost === undefined ? 'one that was lost' : `the one at ${formatLsn(lost)}`}`,
    };
  }

  /** Turns to the next segment, or to one elsewhere. */
  function turnTo(next: WalSegment): void {
    if (segment !== undefined && next.number === segment.number + 1 && problem === undefined) {
      if (carried.kind === 'record') carried.record.offset -= segmentSizeBytes;
      if (previousOffset !== undefined) previousOffset -= segmentSizeBytes;
    } else {
      carried = UNSEEN;
      previousOffset = undefined;
      overwrites = undefined;
      timelineBefore = 0;
    }
    segment = next;
    start = segmentStart(next, segmentSizeBytes);
    startHigh = Number(start >> 32n);
    startLow = Number(start & 0xffff_ffffn);
  }

  return {
    page: room.bytes.subarray(0, pageBytes),
    begin: (next, timelines) => {
      turnTo(next);
      timelinesAt = timelines;
      problem = undefined;
      switched = false;
      notes.begin();
    },
    isReading: () => problem === undefined && !switched,
    readPage,
    end: (size) => {
      const problems = [problem, size].filter((each) => each !== undefined);
      problem ??= size;
      return { ...notes.evidence(), problems, switched };
    },
  };
}

function expectedRest(carried: Carried): number | undefined {
  switch (carried.kind) {
    case 'nothing':
      return 0;
    case 'unseen':
      return undefined;
    case 'skipped':
      return carried.remainingBytes;
    case 'record':
      return carried.record.totalBytes - carried.record.gotBytes;
  }
}

function lengthFault(totalBytes: number): Fault | undefined {
  if (totalBytes >= RECORD.headerBytes) return undefined;
  const expected = `a record of ${RECORD.headerBytes} bytes at least`;
  return totalBytes === 0
    ? { problem: 'records-end-early', found: 'nothing', expected }
    : { problem: 'record-header', found: `a record of ${totalBytes} bytes`, expected };
}

/** Records begin at multiples of 8. */
function aligned(offset: number): number {
  return (offset + 7) & ~7;
}
