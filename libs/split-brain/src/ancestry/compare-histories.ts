import { formatLsn, lsn } from '@postgres-ha/postgres-storage';
import type { ForkMarkEvidence, HistoryEvidence, Question } from '../observation/evidence.ts';
import { reachOf, type Stretch } from './reach.ts';

/** How what two members hold is related. */
export type HistoryComparison =
  | DecidedHistories
  /** By their lists of timelines it is `byLists`; whether equal ids are one timeline is known when these are answered. */
  | {
      readonly kind: 'needs-fork-marks';
      readonly questions: readonly ForkMarkQuestion[];
      readonly byLists: DecidedHistories;
    }
  /** `byLists` is what their lists say, where they say anything: no proof. */
  | { readonly kind: 'unknown'; readonly because: string; readonly byLists: DecidedHistories | null };

export type DecidedHistories =
  /** Up to the same position. */
  | { readonly kind: 'same' }
  /** The member holds a beginning of what the other one holds, and nothing else. */
  | { readonly kind: 'behind'; readonly member: string }
  /** Each holds something past the fork that the other one does not. */
  | {
      readonly kind: 'diverged';
      /** On the last timeline that both share. */
      readonly fork: Fork;
      /** `at-the-latest` where WAL that would tell of an earlier one is gone. */
      readonly place: 'exact' | 'at-the-latest';
    };

export interface Fork {
  readonly timeline: number;
  readonly lsn: string;
}

export type ForkMarkQuestion = Extract<Question, { readonly kind: 'fork-mark' }>;

export interface CompareOptions {
  /** What was answered so far; those of other members, timelines and places do not count. The last of several counts. */
  readonly marks?: readonly ForkMarkEvidence[];
  /** Members that are known to write. Two that write on one timeline part without leaving a trace in their histories. */
  readonly writers?: readonly string[];
}

/**
 * Rule R5: compares what two members hold by their lists of timelines, each up to its end, the current one up to the position.
 * Equal ids and equal switch points are not enough: two standbys that were promoted apart from each other get byte-identical history
 * files. So the first records of the last timeline that both have are asked for, as fork marks; if they differ, those of the one
 * before it. The answer does not depend on which history comes first.
 */
export function compareHistories(
  a: HistoryEvidence,
  b: HistoryEvidence,
  { marks = [], writers = [] }: CompareOptions = {},
): HistoryComparison {
  if (a.systemIdentifier !== b.systemIdentifier)
    return unknown('the system identifiers differ: not copies of one cluster');
  const reaches = [reachOf(a), reachOf(b)] as const;
  const [ours, theirs] = reaches;
  if (ours.kind === 'unreadable') return unknown(ours.because);
  if (theirs.kind === 'unreadable') return unknown(theirs.because);
  if (ours.stretches[0].timeline !== theirs.stretches[0].timeline) {
    return unknown(`no common beginning: timelines ${ours.stretches[0].timeline} and ${theirs.stretches[0].timeline}`);
  }

  const { shared, byLists } = compareLists({ member: a.member, ...ours }, { member: b.member, ...theirs });
  return decide(shared, byLists, {
    markOf: (member, { timeline, begin }) =>
      marks.findLast((mark) => mark.member === member && mark.timeline === timeline && mark.switchPoint === text(begin))
        ?.mark,
    members: [a.member, b.member],
    bothWriteHere: a.timeline === b.timeline && writers.includes(a.member) && writers.includes(b.member),
  });
}

interface Side {
  readonly member: string;
  readonly stretches: readonly Stretch[];
}

/** @returns the timelines with the same ids and beginnings, oldest first, and what follows if they are the same */
function compareLists(a: Side, b: Side): { readonly shared: readonly Stretch[]; readonly byLists: DecidedHistories } {
  const shared: Stretch[] = [];
  for (let place = 0; ; place++) {
    const ours = a.stretches[place];
    const theirs = b.stretches[place];
    if (ours === undefined || theirs === undefined) {
      if (ours === theirs) return { shared, byLists: { kind: 'same' } };
      return { shared, byLists: { kind: 'behind', member: (ours === undefined ? a : b).member } };
    }
    const before = shared.at(-1);
    if (ours.timeline !== theirs.timeline && before !== undefined) {
      return { shared, byLists: diverged(before.timeline, before.end) };
    }
    shared.push(ours);
    if (ours.end === theirs.end) continue;
    const shorter = ours.end < theirs.end ? a : b;
    const end = ours.end < theirs.end ? ours.end : theirs.end;
    return {
      shared,
      byLists:
        shorter.stretches.length === place + 1
          ? { kind: 'behind', member: shorter.member }
          : diverged(ours.timeline, end),
    };
  }
}

interface Marks {
  readonly members: readonly [string, string];
  /** Undefined where not asked yet, null where the WAL is gone. */
  readonly markOf: (member: string, stretch: Stretch) => string | null | undefined;
  readonly bothWriteHere: boolean;
}

/**
 * From the newest shared timeline back to the first one with equal marks: that one is the same on both sides, and so is all before it.
 */
function decide(shared: readonly Stretch[], byLists: DecidedHistories, marks: Marks): HistoryComparison {
  let decided = byLists;
  for (let place = shared.length - 1; place > 0; place--) {
    const stretch = shared[place];
    const before = shared[place - 1];
    if (stretch === undefined || before === undefined) break;
    const [ours, theirs] = marks.members.map((member) => marks.markOf(member, stretch));
    if (ours === undefined || theirs === undefined) {
      return { kind: 'needs-fork-marks', questions: questions(stretch, marks), byLists: decided };
    }
    // WAL is removed oldest first: where this is gone, asking for what lies before it is in vain.
    if (ours === null || theirs === null) return withoutMark(decided, stretch);
    if (ours === theirs) break;
    decided = diverged(before.timeline, stretch.begin);
  }
  if (decided.kind !== 'diverged' && marks.bothWriteHere) {
    return unknown('both write on one timeline: they part at a place that their histories do not show', decided);
  }
  return decided;
}

function withoutMark(decided: DecidedHistories, { timeline, begin }: Stretch): HistoryComparison {
  if (decided.kind === 'diverged') return { ...decided, place: 'at-the-latest' };
  const because = `the records at ${text(begin)} are gone or carry no mark, so nothing tells whether both have the same timeline ${timeline}`;
  return unknown(because, decided);
}

function questions({ timeline, begin }: Stretch, marks: Marks): readonly ForkMarkQuestion[] {
  return marks.members
    .filter((member) => marks.markOf(member, { timeline, begin, end: begin }) === undefined)
    .toSorted()
    .map((member) => ({ kind: 'fork-mark', member, timeline, switchPoint: text(begin) }));
}

function diverged(timeline: number, at: bigint): DecidedHistories {
  return { kind: 'diverged', fork: { timeline, lsn: text(at) }, place: 'exact' };
}

function unknown(because: string, byLists: DecidedHistories | null = null): HistoryComparison {
  return { kind: 'unknown', because, byLists };
}

function text(position: bigint): string {
  return formatLsn(lsn(position));
}
