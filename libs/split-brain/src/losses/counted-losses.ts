import { parseLsn } from '@postgres-ha/postgres-storage';
import type { LostWrites } from '../judgement/judgement.ts';
import type { Commit, CommitsEvidence } from '../observation/evidence.ts';
import { NEWEST_COMMITS } from './newest-commits.ts';

/**
 * Adds up what was read of a member's WAL from the fork on, over readings that join without a hole.
 * @returns undefined where nothing was read from the fork on
 */
export function countedLosses(
  from: string,
  readings: readonly CommitsEvidence[],
  { seenUpTo, unseen }: Seen,
): LostWrites | undefined {
  const joined = joinedFrom(from, readings);
  const [first] = joined;
  const end = joined.at(-1);
  if (first === undefined || end === undefined) return undefined;
  const start = parseLsn(from);
  const until = parseLsn(end.until);
  if (start === undefined || until === undefined) return undefined;

  const commits = joined.reduce((sum, { count }) => sum + count, 0);
  const goesOn = seenUpTo !== undefined && seenUpTo > until;
  const atLeast = goesOn || unseen || joined.some((reading) => reading.atLeast);
  const reach = goesOn ? seenUpTo : until;
  // What is unnamed may lie at either end, or between: then neither is known.
  const whole = joined.every(({ commits: named, count }) => named.length === count);
  const named = joined.flatMap((reading) => reading.commits);
  return {
    member: end.member,
    timeline: end.timeline,
    from,
    basis: 'counted',
    commits,
    atLeast,
    atMost: atLeast ? null : commits,
    unacknowledged: Math.min(end.waitingForSync, commits),
    bytes: String(reach > start ? reach - start : 0n),
    newest: named.slice(-NEWEST_COMMITS).toReversed(),
    firstAt: whole ? timeOf(named[0]) : null,
    lastAt: whole && !atLeast ? timeOf(named.at(-1)) : null,
    relations: written(joined),
  };
}

export interface Seen {
  /** The furthest position at which the member was seen writing, if it was. */
  readonly seenUpTo: bigint | undefined;
  /** It may go on where nobody sees it. */
  readonly unseen: boolean;
}

/** The reading from the fork that reaches furthest, then what begins where it ends, and so on. */
function joinedFrom(from: string, readings: readonly CommitsEvidence[]): readonly CommitsEvidence[] {
  const joined: CommitsEvidence[] = [];
  for (let place = from; ;) {
    const next = furthest(readings.filter((reading) => reading.from === place));
    if (next === undefined) return joined;
    const [begin, end] = [parseLsn(place), parseLsn(next.until)];
    const moves = begin !== undefined && end !== undefined && end > begin;
    if (moves || joined.length === 0) joined.push(next);
    if (!moves) return joined;
    place = next.until;
  }
}

/** Of equal reach the later one: it knows best who still waits. */
function furthest(readings: readonly CommitsEvidence[]): CommitsEvidence | undefined {
  return readings.reduce<CommitsEvidence | undefined>((best, reading) => {
    const [reach, bestReach] = [parseLsn(reading.until) ?? -1n, parseLsn(best?.until ?? '') ?? -1n];
    return best === undefined || reach >= bestReach ? reading : best;
  }, undefined);
}

function timeOf(commit: Commit | undefined): string | null {
  return commit?.committedAt ?? null;
}

function written(readings: readonly CommitsEvidence[]): LostWrites['relations'] {
  const records = new Map<string, number>();
  for (const relation of readings.flatMap(({ relations }) => relations)) {
    records.set(relation.name, (records.get(relation.name) ?? 0) + relation.records);
  }
  return [...records]
    .map(([name, count]) => ({ name, records: count }))
    .toSorted((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1));
}
