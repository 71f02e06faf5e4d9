import { parseLsn } from '@postgres-ha/postgres-storage';
import type { HistoryEvidence } from '../observation/evidence.ts';

/** WAL of one timeline that a member holds: from `begin` up to, without, `end`. */
export interface Stretch {
  readonly timeline: number;
  readonly begin: bigint;
  readonly end: bigint;
}

export type Reach =
  | { readonly kind: 'reach'; readonly stretches: readonly [Stretch, ...Stretch[]] }
  | { readonly kind: 'unreadable'; readonly because: string };

/**
 * What a member holds, oldest first, up to its position. A timeline on which it has no byte yet is left out: nothing that is there
 * could differ from another's.
 */
export function reachOf(history: HistoryEvidence): Reach {
  const position = parseLsn(history.lsn);
  if (position === undefined) return unreadable(history, `position ${history.lsn} is not an LSN`);
  const stretches: Stretch[] = [];
  let begin = 0n;
  let previous = 0;
  for (const { timeline, switchPoint } of history.ancestors) {
    const end = parseLsn(switchPoint);
    if (end === undefined) return unreadable(history, `switch point ${switchPoint} is not an LSN`);
    if (timeline <= previous || end < begin) return unreadable(history, 'its ancestors are not in order');
    if (begin < position) stretches.push({ timeline, begin, end: end < position ? end : position });
    begin = end;
    previous = timeline;
  }
  if (history.timeline <= previous) return unreadable(history, 'its ancestors are not in order');
  if (begin < position) stretches.push({ timeline: history.timeline, begin, end: position });
  const [oldest, ...later] = stretches;
  return oldest === undefined
    ? unreadable(history, `position ${history.lsn} holds nothing`)
    : { kind: 'reach', stretches: [oldest, ...later] };
}

function unreadable({ member }: HistoryEvidence, what: string): Reach {
  return { kind: 'unreadable', because: `${member}: ${what}` };
}
