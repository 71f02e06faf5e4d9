import { timelineId, type TimelineId } from './identifiers.ts';
import { formatLsn, parseLsn, type Lsn } from './lsn.ts';

/** Where a timeline comes from. */
export interface TimelineHistory {
  readonly timeline: TimelineId;
  /** Oldest first; the last is the parent. Empty only for timeline 1. */
  readonly ancestors: readonly TimelineAncestor[];
}

export interface TimelineAncestor {
  readonly timeline: TimelineId;
  /** The first position that belongs to the next timeline. */
  readonly switchPoint: Lsn;
  /** As the server wrote it, for people. */
  readonly reason: string;
}

/**
 * Reads `<timeline>.history`. PostgreSQL also takes an empty file and switch points that go back; no server writes those.
 *
 * @see PostgreSQL 18, src/backend/access/transam/timeline.c, readTimeLineHistory
 */
export function parseTimelineHistory(
  timeline: TimelineId,
  text: string,
):
  | { readonly kind: 'history'; readonly history: TimelineHistory }
  | { readonly kind: 'malformed'; readonly problem: string } {
  const ancestors: TimelineAncestor[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const ancestor = parseLine(line);
    const problem =
      ancestor === undefined
        ? `found ${quoted(line)}, expected a timeline, a tab, an LSN`
        : orderProblem(ancestor, { timeline, before: ancestors.at(-1) });
    if (problem !== undefined) return { kind: 'malformed', problem: `line ${index + 1}: ${problem}` };
    if (ancestor !== undefined) ancestors.push(ancestor);
  }
  if (ancestors.length === 0 && timeline !== 1) {
    return { kind: 'malformed', problem: `found no timeline, expected the parent of timeline ${timeline}` };
  }
  return { kind: 'history', history: { timeline, ancestors } };
}

function parseLine(line: string): TimelineAncestor | undefined {
  const [, number, position, reason] = /^\s*(\d{1,10})\t\s*(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
  const switchPoint = parseLsn(position ?? '');
  const value = Number(number);
  if (switchPoint === undefined || !(value >= 1 && value <= 0xffff_ffff)) return undefined;
  return { timeline: timelineId(value), switchPoint, reason: reason ?? '' };
}

function orderProblem(
  { timeline: ancestor, switchPoint }: TimelineAncestor,
  { timeline, before }: { readonly timeline: TimelineId; readonly before: TimelineAncestor | undefined },
): string | undefined {
  if (ancestor >= timeline) return `found timeline ${ancestor}, expected one below ${timeline}`;
  if (before === undefined) return undefined;
  if (ancestor <= before.timeline) return `found timeline ${ancestor}, expected one above ${before.timeline}`;
  if (switchPoint < before.switchPoint) {
    return `found ${formatLsn(switchPoint)}, expected none before ${formatLsn(before.switchPoint)}`;
  }
  return undefined;
}

/** So much of it as an operator needs to recognise it. */
function quoted(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
