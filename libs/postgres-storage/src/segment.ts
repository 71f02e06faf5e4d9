import { formatTimelineId, parseTimelineId, type TimelineId } from './identifiers.ts';
import type { Lsn } from './lsn.ts';

/** A file of write-ahead log. `number` is the LSN of its first byte divided by the segment size. */
export interface WalSegment {
  readonly timeline: TimelineId;
  readonly number: number;
}

/** A power of two from 1 MiB to 1 GiB, chosen at initdb. */
export function isSegmentSize(bytes: number): boolean {
  return bytes >= 2 ** 20 && bytes <= 2 ** 30 && Number.isInteger(Math.log2(bytes));
}

/**
 * @param name 24 digits: timeline, upper 32 bits of the LSN, number below those
 * @returns undefined when malformed, also for a number that the segment size does not allow
 * @see PostgreSQL 18, src/include/access/xlog_internal.h, XLogFromFileName
 */
export function parseSegmentName(name: string, segmentSizeBytes: number): WalSegment | undefined {
  if (!/^[0-9A-F]{24}$/.test(name)) return undefined;
  const timeline = parseTimelineId(name.slice(0, 8));
  const high = Number.parseInt(name.slice(8, 16), 16);
  const low = Number.parseInt(name.slice(16), 16);
  const perHigh = segmentsPerHigh(segmentSizeBytes);
  if (timeline === undefined || low >= perHigh) return undefined;
  return { timeline, number: high * perHigh + low };
}

/** The inverse of `parseSegmentName`. */
export function formatSegmentName({ timeline, number }: WalSegment, segmentSizeBytes: number): string {
  const perHigh = segmentsPerHigh(segmentSizeBytes);
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
  return formatTimelineId(timeline) + hex(Math.floor(number / perHigh)) + hex(number % perHigh);
}

/** The segment of a timeline that holds the byte at an LSN. */
export function segmentContaining(position: Lsn, timeline: TimelineId, segmentSizeBytes: number): WalSegment {
  requireSegmentSize(segmentSizeBytes);
  return { timeline, number: Number(position / BigInt(segmentSizeBytes)) };
}

/** LSN of its first byte. */
export function segmentStart({ number }: WalSegment, segmentSizeBytes: number): Lsn {
  requireSegmentSize(segmentSizeBytes);
  return (BigInt(number) * BigInt(segmentSizeBytes)) as Lsn;
}

/** LSN of the first byte behind it. Behind the very last one, that is 2⁶⁴, which no LSN reaches. */
export function segmentEnd({ timeline, number }: WalSegment, segmentSizeBytes: number): Lsn {
  return segmentStart({ timeline, number: number + 1 }, segmentSizeBytes);
}

function segmentsPerHigh(segmentSizeBytes: number): number {
  requireSegmentSize(segmentSizeBytes);
  return 2 ** 32 / segmentSizeBytes;
}

function requireSegmentSize(bytes: number): void {
  if (!isSegmentSize(bytes)) {
    throw new RangeError(`WAL segment size: found ${bytes}, expected a power of two from 1 MiB to 1 GiB, in bytes`);
  }
}
