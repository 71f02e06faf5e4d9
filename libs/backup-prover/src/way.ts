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
  const last = segmentContaining(
    lsn(wayEnd(interval, { server, damaged }) - 1n),
    interval.timeline,
    segmentSizeBytes,
  ).number;
  const first = segmentContaining(begin, interval.timeline, segmentSizeBytes).number;
  const ownLast = segmentContaining(lsn(end - 1n), interval.timeline, segmentSizeBytes).number;
  const wal = server.wal.of(segmentSizeBytes);
  const segments: ArchivedSegment[] = [];
  for (let number = first; number <= last; number += 1) {
    const segment = segmentOn(path, number, segmentSizeBytes);
    const [object, ...others] = wholeCopies(wal.find(segment));
    if (object === undefined) break;
    segments.push({ segment, name: formatSegmentName(segment, segmentSizeBytes), object, others });
  }
  return { interval, path, segments, ownSegments: ownLast - first + 1 };
}

function wayEnd({ backupId, path, from, to }: RecoverableInterval, { server, damaged }: WayOptions): Lsn {
  const next = server.backups
    .filter(({ id }) => id > backupId && !damaged.has(id))
    .map(backupSpan)
    .flatMap((look) => (look.kind === 'span' ? [look.span] : []))
    .find(({ end, endTimeline }) => end > from && end <= to && timelineOf(path, lsn(end - 1n)) === endTimeline);
  return next?.end ?? to;
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
