import type { TimelineId } from '../identifiers.ts';
import { segmentStart, type WalSegment } from '../segment.ts';
import type { TimelineHistory } from '../timeline-history.ts';

/** Which timelines a page may be of, by its offset in the segment. */
export type PageTimelines = (pageOffset: number) => readonly TimelineId[];

/**
 * A segment in which a timeline began has, up to there, pages of the ones before. The page within which it began is one of those.
 *
 * @see PostgreSQL 18, src/backend/access/transam/xlog.c, XLogInitNewTimeline
 */
export function expectedTimelines(
  segment: WalSegment,
  {
    acceptTimelines,
    history,
    segmentSizeBytes,
  }: {
    readonly acceptTimelines: readonly TimelineId[];
    readonly history: TimelineHistory | undefined;
    readonly segmentSizeBytes: number;
  },
): PageTimelines {
  if (history === undefined) {
    const any = [segment.timeline, ...acceptTimelines];
    return () => any;
  }
  const start = segmentStart(segment, segmentSizeBytes);
  const ended = history.ancestors.map(({ timeline, switchPoint }) => ({
    only: [timeline],
    atOffset: Number(switchPoint - start),
  }));
  const own = [segment.timeline];
  return (pageOffset) => ended.find(({ atOffset }) => pageOffset < atOffset)?.only ?? own;
}
