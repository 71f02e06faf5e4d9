import { parseLsn } from '@postgres-ha/postgres-storage';
import type { Fork } from '../ancestry/compare-histories.ts';
import type { LostWrites } from '../judgement/judgement.ts';
import type { CommitsEvidence } from '../observation/evidence.ts';
import type { Instant } from '../observation/instant.ts';
import type { ProbeObservation } from '../observation/probe.ts';
import { countedLosses } from './counted-losses.ts';
import { estimatedLosses } from './estimated-losses.ts';

export interface LossFacts {
  /** Where the history that goes on left that of the member. */
  readonly fork: Fork;
  /** What was read of WAL; readings of other members and places are left out. */
  readonly commits: readonly CommitsEvidence[];
  /** What was seen of the member, oldest first: the last minute before it fell silent is enough. */
  readonly probes: readonly ProbeObservation[];
  readonly now: Instant;
  /** By when it has certainly stopped committing, or was proven to have; null without such a bound. */
  readonly stopsBy: Instant | null;
  /** `unseen` where it does not answer and was not proven to have stopped: then what was read of it is no final count. */
  readonly sight?: 'seen' | 'unseen';
}

/**
 * What a member committed past the fork, and the history that goes on does not hold. Counted where its WAL was read, else estimated.
 * @returns null where nothing is known of it, which is not the same as nothing lost
 */
export function lostWrites(member: string, facts: LossFacts): LostWrites | null {
  const own = facts.probes.filter((probe) => probe.member === member);
  const readings = facts.commits.filter((reading) => reading.member === member);
  return (
    countedLosses(facts.fork.lsn, readings, { seenUpTo: seenUpTo(own), unseen: facts.sight === 'unseen' }) ??
    estimatedLosses(facts.fork, own, { now: facts.now, stopsBy: facts.stopsBy }) ??
    null
  );
}

/** In recovery a position may be on the history that goes on. */
function seenUpTo(probes: readonly ProbeObservation[]): bigint | undefined {
  return probes.reduce<bigint | undefined>((furthest, { answer }) => {
    if (answer?.inRecovery !== false) return furthest;
    const position = parseLsn(answer.lsn);
    return position !== undefined && position > (furthest ?? -1n) ? position : furthest;
  }, undefined);
}
