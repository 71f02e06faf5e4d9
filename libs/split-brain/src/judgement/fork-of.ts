import { compareHistories, type Fork, type HistoryComparison } from '../ancestry/compare-histories.ts';
import type { HistoryEvidence } from '../observation/evidence.ts';
import type { MemberNow } from './situation.ts';

/** Rule R5 for two members that are, or were, primaries at one time. */
export function compareWriters(a: MemberNow, b: MemberNow): HistoryComparison | undefined {
  if (!historyIsOfWriter(a) || !historyIsOfWriter(b) || a.history === null || b.history === null) return undefined;
  return compareHistories(a.history, b.history, { marks: [...a.marks, ...b.marks], writers: [a.name, b.name] });
}

/** Whether the history that is known is that of the timeline on which it wrote last. */
export function historyIsOfWriter({ history, lastPrimary }: MemberNow): boolean {
  return history !== null && lastPrimary !== null && history.timeline === lastPrimary.sighting.timeline;
}

export interface FoundFork {
  readonly fork: Fork;
  /** False while marks that could name an earlier place are not answered. */
  readonly final: boolean;
}

/** Where what two members hold parts, or would part as soon as the one that is behind writes. */
export function forkOfWriters(a: MemberNow, b: MemberNow): FoundFork | undefined {
  const found = compareWriters(a, b);
  const open = found?.kind === 'needs-fork-marks';
  const decided = open ? found.byLists : found;
  if (decided?.kind === 'diverged') return { fork: decided.fork, final: !open };
  const fork = leftBy(a, b) ?? leftBy(b, a);
  return fork === undefined ? undefined : { fork, final: !open && found !== undefined };
}

/** Where the history of `goesOn` left the timeline on which the other one wrote last, by its own list. */
export function leftBy({ lastPrimary }: MemberNow, goesOn: MemberNow): Fork | undefined {
  const timeline = lastPrimary?.sighting.timeline;
  if (timeline == null || !historyIsOfWriter(goesOn)) return undefined;
  const ancestor = goesOn.history?.ancestors.find((one) => one.timeline === timeline);
  return ancestor === undefined ? undefined : { timeline, lsn: ancestor.switchPoint };
}

/** Where a standby parted from the primary; undefined where it did not, or nothing tells. */
export function forkOfStandby(
  standby: MemberNow,
  history: HistoryEvidence | null,
  primary: MemberNow,
): Fork | undefined {
  const theirs = historyOfPrimary(primary);
  if (history === null || theirs === undefined) return undefined;
  const found = compareHistories(history, theirs, { marks: [...standby.marks, ...primary.marks] });
  const decided = found.kind === 'needs-fork-marks' ? found.byLists : found;
  return decided.kind === 'diverged' ? decided.fork : undefined;
}

/** On timeline 1 there is nothing to ask: it has no ancestors. */
export function historyOfPrimary({ history, answer, lastPrimary }: MemberNow): HistoryEvidence | undefined {
  const timeline = answer?.timeline ?? null;
  if (history !== null && history.timeline === timeline) return history;
  if (timeline !== 1 || answer?.systemIdentifier == null || lastPrimary === null) return undefined;
  const { observer, member, sent, received } = lastPrimary.probe;
  const { systemIdentifier, lsn } = answer;
  return { kind: 'history', observer, member, sent, received, systemIdentifier, timeline, lsn, ancestors: [] };
}
