import { lsn, type Lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import type { HistoryFile } from '../catalogue.ts';

/** A stretch of the way to a timeline. It ends where the next begins. */
export interface PathPiece {
  readonly timeline: TimelineId;
  /** Its first position; 0 of the first piece. */
  readonly begin: Lsn;
}

/** From the oldest ancestor to the timeline itself; at least one piece. */
export type TimelinePath = readonly [PathPiece, ...PathPiece[]];

export type PathLook =
  | { readonly kind: 'path'; readonly path: TimelinePath }
  /** There is no history: PostgreSQL takes the timeline for one without ancestors. */
  | { readonly kind: 'no-history' }
  | { readonly kind: 'malformed'; readonly history: HistoryFile; readonly problem: string }
  | { readonly kind: 'unknown'; readonly because: string };

export type Histories = ReadonlyMap<TimelineId, HistoryFile>;

/** The way to a timeline, as its history tells. */
export function pathTo(timeline: TimelineId, histories: Histories): PathLook {
  const file = histories.get(timeline);
  if (file === undefined) return timeline === 1 ? { kind: 'path', path: pathOfOne(timeline) } : { kind: 'no-history' };
  switch (file.look.kind) {
    case 'unreadable':
      return { kind: 'unknown', because: `${file.object.key}: ${file.look.because}` };
    case 'damaged':
    case 'malformed':
      return { kind: 'malformed', history: file, problem: file.look.problem };
    case 'read': {
      const { ancestors } = file.look.history;
      const begins = [lsn(0n), ...ancestors.map(({ switchPoint }) => switchPoint)];
      const [first, ...rest] = [...ancestors.map((ancestor) => ancestor.timeline), timeline].map((each, index) => ({
        timeline: each,
        begin: begins[index] ?? lsn(0n),
      }));
      return { kind: 'path', path: first === undefined ? pathOfOne(timeline) : [first, ...rest] };
    }
  }
}

/** A timeline without ancestors. */
export function pathOfOne(timeline: TimelineId): TimelinePath {
  return [{ timeline, begin: lsn(0n) }];
}

/**
 * The timeline that a position belongs to on a path.
 * @see PostgreSQL 18 `timeline.c`, `tliOfPointInHistory`
 */
export function timelineAt(path: TimelinePath, position: Lsn): TimelineId {
  return (path.findLast(({ begin }) => begin <= position) ?? path[0]).timeline;
}

/**
 * Probes for the history of one timeline after the other until there is none.
 * @see PostgreSQL 18 `timeline.c`, `findNewestTimeLine`
 */
export function newestTimeline(from: TimelineId, histories: Histories): TimelineId {
  let newest: TimelineId = from;
  for (;;) {
    const next = histories.get((newest + 1) as TimelineId)?.timeline;
    if (next === undefined) return newest;
    newest = next;
  }
}
