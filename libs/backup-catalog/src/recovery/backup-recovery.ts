import { formatSegmentName, lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedBackup, ServerCatalogue } from '../catalogue.ts';
import {
  newestTimeline,
  pathOfOne,
  pathTo,
  timelineAt,
  type PathLook,
  type TimelinePath,
} from '../timelines/timeline-path.ts';
import { copyTakenBy } from '../wal/wal-object.ts';
import type { SegmentedWal } from '../wal/segmented-wal.ts';
import { backupSpan, type BackupSpan } from './backup-span.ts';
import type { BackupRecovery, LatestTimeline, RecoverableInterval } from './recoverable-interval.ts';
import { replayReach, segmentNameAt, type MissingSegments, type ReplayReach } from './replay-reach.ts';

/** What can be restored from a backup, along every timeline that can be reached from it. */
export function backupRecovery(backup: ArchivedBackup, server: ServerCatalogue): BackupRecovery {
  const backupId = backup.id;
  const look = backupSpan(backup);
  if (look.kind === 'unknown') return { backupId, kind: 'unknown', because: look.because };
  if (look.kind === 'unusable') return { backupId, kind: 'not-recoverable', because: look.because, missing: [] };
  const { span } = look;
  const wal = server.wal.of(span.segmentSizeBytes);
  const ways = reachablePaths(span, server);
  if (ways.kind === 'unknown') return { backupId, kind: 'unknown', because: ways.because };
  const tries = ways.paths.map((path) => ({ path, reach: replayReach(wal, path, span) }));
  const [first, ...rest] = tries
    .filter(({ reach }) => reach.to >= span.end)
    .flatMap(({ path, reach }) => intervalOf(span, { path, reach, wal }));
  if (first !== undefined) {
    return { backupId, kind: 'recoverable', intervals: [first, ...rest], latest: latestTimeline(span, server) };
  }
  if (ways.doubt !== undefined) return { backupId, kind: 'unknown', because: ways.doubt };
  const own = tries[0];
  return {
    backupId,
    kind: 'not-recoverable',
    because:
      own === undefined
        ? `no timeline contains it: the history of timeline ${span.endTimeline} is missing or contradicts it`
        : 'WAL is missing between its begin and its end',
    missing: own === undefined ? [] : missingWithin(span, own),
  };
}

type Ways =
  | { readonly kind: 'paths'; readonly paths: readonly TimelinePath[]; readonly doubt?: string }
  | { readonly kind: 'unknown'; readonly because: string };

/** Ways that contain the backup: of the timeline it ended on first, then of those that come from it, ascending. */
function reachablePaths(span: BackupSpan, { histories }: ServerCatalogue): Ways {
  const own = pathTo(span.endTimeline, histories);
  if (own.kind === 'unknown') return own;
  const others = [...histories.keys()].filter((timeline) => timeline > span.endTimeline);
  const looks = [own, ...others.map((timeline) => pathTo(timeline, histories))];
  const paths = looks
    .map((look) => pathOf(look, span.endTimeline))
    .filter((path) => path !== undefined)
    .filter((path) => contains(path, span));
  const doubt = looks.find((look) => look.kind === 'unknown');
  return { kind: 'paths', paths, ...(doubt && { doubt: doubt.because }) };
}

function pathOf(look: PathLook, timeline: TimelineId): TimelinePath | undefined {
  if (look.kind === 'path') return look.path;
  return look.kind === 'no-history' ? pathOfOne(timeline) : undefined;
}

/** Both ends of a backup lie on the path, on the timelines that it says; the end is the position behind its last byte. */
function contains(path: TimelinePath, { begin, beginTimeline, end, endTimeline }: BackupSpan): boolean {
  return timelineAt(path, begin) === beginTimeline && timelineAt(path, lsn(end - 1n)) === endTimeline;
}

function intervalOf(
  { backupId, end, endTime, segmentSizeBytes }: BackupSpan,
  { path, reach, wal }: { readonly path: TimelinePath; readonly reach: ReplayReach; readonly wal: SegmentedWal },
): readonly RecoverableInterval[] {
  const { to, lastSegment, holes, stopsAt } = reach;
  if (lastSegment === undefined) return [];
  const lastFile = wal.find(lastSegment);
  const [missing] = holes;
  return [
    {
      backupId,
      timeline: path.at(-1)?.timeline ?? path[0].timeline,
      path,
      segmentSizeBytes,
      from: end,
      to,
      ...(endTime && { fromTime: endTime }),
      ...(lastFile && { toTime: copyTakenBy('barman-3.19', lastFile).object.lastModified }),
      lastSegment,
      lastSegmentName: formatSegmentName(lastSegment, segmentSizeBytes),
      stops: missing === undefined ? { kind: 'newest-archived', awaits: stopsAt } : { kind: 'hole', missing },
      holes,
    },
  ];
}

/** What is missing before the last byte of a backup. */
function missingWithin(
  { end, segmentSizeBytes }: BackupSpan,
  { path, reach }: { readonly path: TimelinePath; readonly reach: ReplayReach },
): readonly MissingSegments[] {
  const last = segmentNameAt(path, lsn(end - 1n), segmentSizeBytes).slice(TIMELINE_DIGITS);
  return reach.holes.filter(({ first }) => first.slice(TIMELINE_DIGITS) <= last);
}

const TIMELINE_DIGITS = 8;

/** @see PostgreSQL 18 `xlogrecovery.c`, `validateRecoveryParameters` and the check against `expectedTLEs` */
function latestTimeline(span: BackupSpan, { histories }: ServerCatalogue): LatestTimeline {
  const timeline = newestTimeline(span.beginTimeline, histories);
  if (timeline === span.endTimeline) return { kind: 'timeline', timeline };
  const look = pathTo(timeline, histories);
  switch (look.kind) {
    case 'unknown':
      return look;
    case 'malformed':
      return { kind: 'malformed', timeline, object: look.history.object.key };
    case 'no-history':
      return { kind: 'timeline', timeline };
    case 'path':
      return { kind: contains(look.path, span) ? 'timeline' : 'not-a-child', timeline };
  }
}
