import { parseTimelineId, type TimelineId } from './identifiers.ts';
import { parseSegmentName, type WalSegment } from './segment.ts';

/** What the name of a file of pg_wal, without the suffix of a compression, says. */
export type WalFileName =
  | { readonly kind: 'segment'; readonly segment: WalSegment }
  /** What was there of the last segment of a timeline when the next one began, or what pg_receivewal has so far. */
  | { readonly kind: 'partial'; readonly segment: WalSegment }
  /** Tells of a backup. `offset` is where it began in the segment, in bytes. */
  | { readonly kind: 'backup-label'; readonly segment: WalSegment; readonly offset: number }
  | { readonly kind: 'history'; readonly timeline: TimelineId };

const SHAPE = /^(?:([0-9A-F]{24})(\.partial|\.([0-9A-F]{8})\.backup)?|([0-9A-F]{8})\.history)$/;

/** @returns undefined for any other name, also for one that the segment size does not allow */
export function parseWalFileName(name: string, segmentSizeBytes: number): WalFileName | undefined {
  const [match, segmentName, suffix, offsetText, timelineText] = SHAPE.exec(name) ?? [];
  if (match === undefined) return undefined;
  if (segmentName === undefined) {
    const timeline = parseTimelineId(timelineText ?? '');
    return timeline === undefined ? undefined : { kind: 'history', timeline };
  }
  const segment = parseSegmentName(segmentName, segmentSizeBytes);
  if (segment === undefined) return undefined;
  if (suffix === undefined) return { kind: 'segment', segment };
  if (offsetText === undefined) return { kind: 'partial', segment };
  const offset = Number.parseInt(offsetText, 16);
  return offset < segmentSizeBytes ? { kind: 'backup-label', segment, offset } : undefined;
}
