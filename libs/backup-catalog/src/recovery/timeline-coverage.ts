import { lsn, segmentEnd, segmentStart, type Lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import type { LsnRange, ServerCatalogue } from '../catalogue.ts';
import { pathTo, type TimelinePath } from '../timelines/timeline-path.ts';
import type { SegmentedWal } from '../wal/segmented-wal.ts';
import type { BackupRecovery, LostBecause, RecoverableInterval, TimelineCoverage } from './recoverable-interval.ts';

/** What of each timeline can be restored, by whichever backup. */
export function timelineCoverage(
  server: ServerCatalogue,
  recoveries: readonly BackupRecovery[],
  segmentSizeBytes: number,
): readonly TimelineCoverage[] {
  const wal = server.wal.of(segmentSizeBytes);
  const intervals = recoveries.flatMap((recovery) => (recovery.kind === 'recoverable' ? recovery.intervals : []));
  const failed = failedLook(server);
  return server.wal.timelines.flatMap((timeline) => {
    const extent = extentOf(timeline, { server, wal, intervals });
    if (extent === undefined) return [];
    const pieces = intervals.flatMap((interval) => pieceOn(timeline, interval));
    const recoverable = merged(pieces);
    const lost = complement(extent, recoverable).map((range) => ({
      ...range,
      because: failed ?? lostBecause(timeline, range, intervals),
    }));
    return [{ timeline, extent, recoverable, lost }];
  });
}

/** What could not be read of a server, if anything. */
function failedLook({ backups, histories }: ServerCatalogue): LostBecause | undefined {
  const info = backups.map((backup) => backup.info).find(({ kind }) => kind === 'unreadable');
  const history = [...histories.values()].find(({ look }) => look.kind === 'unreadable');
  const object = info?.kind === 'unreadable' ? info.object : history?.object;
  return object && { kind: 'unknown', because: `${object.key} could not be read` };
}

interface Context {
  readonly server: ServerCatalogue;
  readonly wal: SegmentedWal;
  readonly intervals: readonly RecoverableInterval[];
}

function extentOf(timeline: TimelineId, { server, wal, intervals }: Context): LsnRange | undefined {
  const [oldest] = wal.runs(timeline);
  const newest = wal.newest(timeline);
  if (oldest === undefined || newest === undefined) return undefined;
  const start = segmentStart({ timeline, number: oldest.first }, wal.segmentSizeBytes);
  const look = pathTo(timeline, server.histories);
  const begin = look.kind === 'path' ? (look.path.at(-1)?.begin ?? lsn(0n)) : lsn(0n);
  const isWanted = intervals.some(
    ({ path, from }) => from <= begin && path.some((piece) => piece.timeline === timeline),
  );
  return { from: isWanted || begin > start ? begin : start, to: segmentEnd(newest, wal.segmentSizeBytes) };
}

interface Piece extends LsnRange {
  readonly backupId: string;
}

function pieceOn(timeline: TimelineId, { path, from, to, backupId }: RecoverableInterval): readonly Piece[] {
  const stretch = stretchOf(timeline, path);
  if (stretch === undefined) return [];
  const piece = {
    from: later(from, stretch.from),
    to: stretch.to === undefined ? to : earlier(to, stretch.to),
    backupId,
  };
  return piece.from < piece.to ? [piece] : [];
}

function stretchOf(
  timeline: TimelineId,
  path: TimelinePath,
): { readonly from: Lsn; readonly to: Lsn | undefined } | undefined {
  const index = path.findIndex((piece) => piece.timeline === timeline);
  const piece = path[index];
  return piece && { from: piece.begin, to: path[index + 1]?.begin };
}

/** Cuts at every edge, and joins neighbours that the same backups lead to. */
function merged(pieces: readonly Piece[]): TimelineCoverage['recoverable'] {
  const edges = [...new Set(pieces.flatMap(({ from, to }) => [from, to]))].sort((a, b) => (a < b ? -1 : 1));
  const ranges: { from: Lsn; to: Lsn; backupIds: readonly string[] }[] = [];
  edges.forEach((from, index) => {
    const to = edges[index + 1];
    if (to === undefined) return;
    const backupIds = [
      ...new Set(pieces.filter((piece) => piece.from <= from && piece.to >= to).map((piece) => piece.backupId)),
    ];
    if (backupIds.length === 0) return;
    const last = ranges.at(-1);
    if (last?.to === from && last.backupIds.join() === backupIds.join()) last.to = to;
    else ranges.push({ from, to, backupIds });
  });
  return ranges;
}

function complement({ from, to }: LsnRange, covered: readonly LsnRange[]): readonly LsnRange[] {
  const lost: LsnRange[] = [];
  let at = from;
  for (const range of covered) {
    if (range.from > at) lost.push({ from: at, to: earlier(range.from, to) });
    at = later(at, range.to);
  }
  if (at < to) lost.push({ from: at, to });
  return lost.filter((range) => range.from < range.to);
}

function lostBecause(timeline: TimelineId, range: LsnRange, intervals: readonly RecoverableInterval[]): LostBecause {
  const leading = intervals.filter(({ path }) => path.some((piece) => piece.timeline === timeline));
  if (leading.length === 0) return { kind: 'no-backup-leads-here' };
  const stopped = leading
    .filter(({ from, to }) => from <= range.from && to <= range.from)
    .sort((a, b) => (a.to > b.to ? -1 : 1))
    .flatMap(({ stops }) => (stops.kind === 'hole' ? [stops.missing] : []));
  const [missing] = stopped;
  return missing === undefined ? { kind: 'before-first-backup' } : { kind: 'behind-hole', missing };
}

function later(a: Lsn, b: Lsn): Lsn {
  return a > b ? a : b;
}

function earlier(a: Lsn, b: Lsn): Lsn {
  return a < b ? a : b;
}
