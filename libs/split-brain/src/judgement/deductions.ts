import type { Fork } from '../ancestry/compare-histories.ts';
import { lostWrites } from '../losses/lost-writes.ts';
import type { LostWrites } from './judgement.ts';
import { forkOfStandby, forkOfWriters, leftBy } from './fork-of.ts';
import { clockOf, type MemberNow, type Situation } from './situation.ts';
import { questionKey } from './learn.ts';
import { isPast } from './position.ts';
import { laterId } from './transaction-id.ts';
import type { Pair } from './watch.ts';

/** What follows from a situation, before any row looks at it. */
export interface Deductions {
  readonly splits: readonly Split[];
  readonly strays: readonly Stray[];
  /** Primaries before the current one that held more than it has. */
  readonly leftBehind: readonly Stray[];
  /** Were primaries when last seen, while another one is now; not those of a split. */
  readonly unaccounted: readonly Unaccounted[];
}

/** A pair that is not over. */
export interface Split {
  readonly pair: Pair;
  readonly members: readonly [MemberNow, MemberNow];
  /** Rule R2; unknown where a system identifier could not be read. */
  readonly data: 'same' | 'other' | 'copy' | 'unknown';
  readonly fork: Fork | null;
  /** It will not be named anew. */
  readonly forkIsFinal: boolean;
  /** Rule R3: each was seen to write after both were primaries. */
  readonly writing: boolean;
  /** Of the one that loses, or of both while that is not said. */
  readonly lost: readonly LostWrites[];
  /** By when the one that cannot be reached has stopped, if that is known. */
  readonly deadline: number | null;
  /** Rule R4 for one of them, and what it wrote alone is known. */
  readonly over: boolean;
}

/** A member that holds more than the primary's history does. */
export interface Stray {
  readonly member: MemberNow;
  /** The primary whose history goes on. */
  readonly primary: MemberNow;
  readonly fork: Fork;
  readonly lost: readonly LostWrites[];
}

export interface Unaccounted extends Omit<Stray, 'fork'> {
  readonly fork: Fork | null;
  readonly deadline: number | null;
}

/** How long the kubelet of an isolated node takes to tell its primary to stop: three probes, ten seconds apart. */
const ISOLATION_MS = 30_000;

export function deduce(situation: Situation): Deductions {
  const splits = situation.watch.pairs.flatMap((pair) => splitOf(situation, pair));
  const inSplit = new Set(
    splits.filter(({ data }) => data === 'same').flatMap(({ members }) => members.map(({ name }) => name)),
  );
  const [winner] = situation.primaries;
  const others = winner === undefined ? [] : situation.own.filter((one) => one !== winner && !inSplit.has(one.name));
  const sole = situation.primaries.length === 1 ? winner : undefined;
  return {
    splits,
    strays: sole === undefined ? [] : others.flatMap((member) => strayOf(situation, member, sole)),
    leftBehind: sole === undefined ? [] : others.flatMap((member) => leftBehindOf(situation, member, sole)),
    unaccounted:
      winner === undefined
        ? []
        : others.filter(({ role }) => role === 'unaccounted').map((member) => unaccountedOf(situation, member, winner)),
  };
}

/** By when a member that is cut off has stopped, if it stops by itself at all. */
export function deadlineOf({ watch }: Situation, { lastPrimary }: MemberNow): number | null {
  const { smartShutdownSeconds } = watch.cluster;
  if (lastPrimary === null || smartShutdownSeconds === null) return null;
  return lastPrimary.at + ISOLATION_MS + smartShutdownSeconds * 1_000;
}

function splitOf(situation: Situation, pair: Pair): readonly Split[] {
  const [a, b] = [situation.members[pair.members[0]], situation.members[pair.members[1]]];
  if (a === undefined || b === undefined) return [];
  const losers = [a, b].filter(({ lastPrimary }) => lastPrimary !== null && lastPrimary.ended !== null);
  if (pair.settled && !goesOn(pair, a, b)) return [];
  const found = pair.fork === null ? forkOfWriters(a, b) : { fork: pair.fork, final: true };
  const fork = found?.fork ?? null;
  const data = sameData(a, b);
  const suspects = losers.length > 0 ? losers : olderTimeline(a, b);
  const lost = fork === null ? [] : suspects.flatMap((member) => lostOf(situation, member, fork));
  const rejoined = losers.some(({ role }) => role === 'standby');
  const over = losers.length > 0 && (rejoined || lost.length > 0 || data !== 'same');
  const silent = [a, b].find(({ role }) => role === 'unaccounted');
  const deadline = silent === undefined ? null : deadlineOf(situation, silent);
  const writing =
    writes(situation, pair, { side: 0, member: a, fork }) && writes(situation, pair, { side: 1, member: b, fork });
  return [{ pair, members: [a, b], data, fork, forkIsFinal: found?.final === true, writing, lost, deadline, over }];
}

/** A pair that was settled goes on when the same two runs are seen as primaries again: what said that one had ended was wrong. */
function goesOn(pair: Pair, a: MemberNow, b: MemberNow): boolean {
  return [a, b].every(
    ({ lastPrimary }, side) =>
      lastPrimary !== null && lastPrimary.ended === null && lastPrimary.spell.postmasterStartedAt === pair.runs[side],
  );
}

function sameData(a: MemberNow, b: MemberNow): Split['data'] {
  const [ours, theirs] = [a, b].map(
    ({ lastPrimary, systemIdentifier }) => lastPrimary?.spell.systemIdentifier ?? systemIdentifier,
  );
  if (ours == null || theirs == null) return 'unknown';
  if (ours !== theirs) return 'other';
  return a.claim === 'member' && b.claim === 'member' ? 'same' : 'copy';
}

function olderTimeline(a: MemberNow, b: MemberNow): readonly MemberNow[] {
  const [ours, theirs] = [a, b].map(({ lastPrimary }) => lastPrimary?.sighting.timeline ?? 0);
  if (ours === theirs || ours === undefined || theirs === undefined) return [a, b];
  return [ours < theirs ? a : b];
}

interface Side {
  readonly side: 0 | 1;
  readonly member: MemberNow;
  readonly fork: Fork | null;
}

/** How long after the proof the commits themselves are waited for, before ids alone are believed. */
const COMMITS_MS = 5_000;

/**
 * Ids are burnt by vacuum too; where the commits themselves can be read, these decide: an ANALYZE commits and writes to no relation but
 * catalogs, which are not listed. What waits for a standby is no commit yet.
 */
function writes(situation: Situation, pair: Pair, { side, member, fork }: Side): boolean {
  const seen = pair.activity[side];
  if (seen === null || !laterId(seen.highest, seen.lowest)) return false;
  const read = fork === null ? undefined : member.commits.findLast(({ from }) => from === fork.lsn);
  if (read !== undefined) return read.atLeast || (read.count > read.waitingForSync && read.relations.length > 0);
  const { watch, now } = situation;
  const timeline = member.lastPrimary?.sighting.timeline;
  const asked =
    fork === null || timeline == null
      ? undefined
      : watch.asked.get(questionKey({ kind: 'commits', member: member.name, timeline, from: fork.lsn }));
  const observer = watch.observers.find((one) => one.observer === pair.observer);
  const proven = observer === undefined ? 0 : clockOf(watch, observer, now) - pair.proof.last[1];
  return asked?.state === 'failed' || proven > COMMITS_MS;
}

export function lostOf(situation: Situation, member: MemberNow, fork: Fork): readonly LostWrites[] {
  const { lastPrimary } = member;
  const observer = lastPrimary?.observer ?? situation.watch.observers[0];
  const now = observer === undefined ? situation.now : clockOf(situation.watch, observer, situation.now);
  const found = lostWrites(member.name, {
    fork,
    commits: member.commits,
    probes: lastPrimary?.trail ?? [],
    now,
    stopsBy: lastPrimary === null ? null : stopsBy(situation, member, now),
    sight: member.role === 'unaccounted' ? 'unseen' : 'seen',
  });
  return found === null ? [] : [found];
}

/** By the clock of the observer that saw it. */
function stopsBy(situation: Situation, member: MemberNow, now: number): number | null {
  const { lastPrimary } = member;
  if (lastPrimary === null) return null;
  const memory = lastPrimary.observer.members[member.place];
  if (lastPrimary.ended === 'rejoined') return memory?.end?.received ?? memory?.history?.received ?? null;
  if (lastPrimary.ended !== null) return memory?.end?.received ?? null;
  const deadline = deadlineOf(situation, member);
  return deadline === null ? null : deadline - situation.now + now;
}

/** Rule R5 for a standby: two histories of it, some seconds apart, say that it is past a fork. */
function strayOf(situation: Situation, member: MemberNow, primary: MemberNow): readonly Stray[] {
  if (member.role !== 'standby' || member.history === null) return [];
  const fork = forkOfStandby(member, member.history, primary);
  const before = fork === undefined ? undefined : forkOfStandby(member, member.historyBefore, primary);
  if (fork === undefined || before === undefined) return [];
  return [{ member, primary, fork, lost: lostOf(situation, member, fork) }];
}

/** It was seen at a position of its timeline that the history of the primary does not have. */
function leftBehindOf(situation: Situation, member: MemberNow, primary: MemberNow): readonly Stray[] {
  const { lastPrimary } = member;
  if (lastPrimary?.ended == null || member.role === 'standby') return [];
  const fork = leftBy(member, primary);
  if (fork === undefined || !isPast(lastPrimary.probe.answer?.lsn, fork.lsn)) return [];
  return [{ member, primary, fork, lost: lostOf(situation, member, fork) }];
}

function unaccountedOf(situation: Situation, member: MemberNow, primary: MemberNow): Unaccounted {
  const fork = leftBy(member, primary) ?? null;
  const lost = fork === null ? [] : lostOf(situation, member, fork);
  return { member, primary, fork, lost, deadline: deadlineOf(situation, member) };
}
