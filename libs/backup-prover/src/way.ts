import {
  backupSpan,
  type BackupRecovery,
  type RecoverableInterval,
  type ServerCatalogue,
  type TimelinePath,
} from '@postgres-ha/backup-catalog';
import { formatSegmentName, lsn, segmentContaining, type Lsn, type WalSegment } from '@postgres-ha/postgres-storage';
import type { ArchivedSegment } from './archived-segment.ts';
import { wholeCopies } from './serve-wal.ts';

/** The WAL that is replayed from one backup: to the end of the next backup on the way, or of the newest, to the newest segment. */
export interface Way {
  readonly interval: RecoverableInterval;
  readonly path: TimelinePath;
  /** In the order of replay, from the segment where the backup began. */
  readonly segments: readonly ArchivedSegment[];
  /** So many of them, from the first, belong to the backup itself: without them it is not consistent. */
  readonly ownSegments: number;
  /** Whether it ends with the archive, and not at a newer backup. */
  readonly end: 'archive' | 'next backup';
  /** The first so many segments, also behind its end, where the archive goes on; fewer where it does not. */
  readonly first: (count: number) => readonly ArchivedSegment[];
}

export interface WayOptions {
  readonly server: ServerCatalogue;
  /** Backups that are no place to go on from: the way leads past them. */
  readonly damaged: ReadonlySet<string>;
}

/**
 * Each moment is replayed once: from the newest backup before it. So the way from a backup ends where the next one on the same way is consistent,
 * and the way from the newest ends with the archive.
 */
export function wayFrom(
  recovery: Extract<BackupRecovery, { kind: 'recoverable' }>,
  { server, damaged }: WayOptions,
): Way | undefined {
  const { latest, intervals } = recovery;
  const interval =
    (latest.kind === 'timeline' ? intervals.find(({ timeline }) => timeline === latest.timeline) : undefined) ??
    intervals[0];
  const backup = server.backups.find(({ id }) => id === interval.backupId);
  const look = backup && backupSpan(backup);
  if (look?.kind !== 'span') return undefined;
  const { begin, end } = look.span;
  const { path, segmentSizeBytes } = interval;
  const numberAt = (position: bigint): number =>
    segmentContaining(lsn(position), interval.timeline, segmentSizeBytes).number;
  const next = nextBackup(interval, { server, damaged });
  const begins = numberAt(begin);
  const wal = server.wal.of(segmentSizeBytes);
  const between = (from: number, to: number): readonly ArchivedSegment[] => {
    const segments: ArchivedSegment[] = [];
    for (let number = from; number <= to; number += 1) {
      const segment = segmentOn(path, number, segmentSizeBytes);
      const [object, ...others] = wholeCopies(wal.find(segment));
      if (object === undefined) break;
      segments.push({ segment, name: formatSegmentName(segment, segmentSizeBytes), object, others });
    }
    return segments;
  };
  const segments = between(begins, numberAt((next ?? interval.to) - 1n));
  return {
    interval,
    path,
    segments,
    ownSegments: numberAt(end - 1n) - begins + 1,
    end: next === undefined ? 'archive' : 'next backup',
    first: (count) =>
      count <= segments.length
        ? segments.slice(0, count)
        : [
            ...segments,
            ...between(begins + segments.length, Math.min(begins + count, numberAt(interval.to - 1n) + 1) - 1),
          ],
  };
}

/** Where the next backup on the way is consistent. */
function nextBackup(
  { backupId, path, from, to }: RecoverableInterval,
  { server, damaged }: WayOptions,
): Lsn | undefined {
  const next = server.backups
    .filter(({ id }) => id > backupId && !damaged.has(id))
    .map(backupSpan)
    .flatMap((look) => (look.kind === 'span' ? [look.span] : []))
    .find(({ end, endTimeline }) => end > from && end <= to && timelineOf(path, lsn(end - 1n)) === endTimeline);
  return next?.end;
}

function timelineOf(path: TimelinePath, position: Lsn): number {
  return (path.findLast(({ begin }) => begin <= position) ?? path[0]).timeline;
}

/**
 * Where two timelines share a segment, it is the one of the newer: it begins with a copy of the older.
 * @see PostgreSQL 18, xlogrecovery.c, XLogFileReadAnyTLI
 */
function segmentOn(path: TimelinePath, number: number, segmentSizeBytes: number): WalSegment {
  const piece = path.findLast(({ begin }) => begin / BigInt(segmentSizeBytes) <= BigInt(number)) ?? path[0];
  return { timeline: piece.timeline, number };
}
