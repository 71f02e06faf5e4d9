import type { Fork } from '../ancestry/compare-histories.ts';
import type { Instant } from '../observation/instant.ts';
import type { ArchiveObservation, SurroundingsObservation } from '../observation/surroundings.ts';
import type { LostWrites, Proof } from './judgement.ts';
import { NOTHING_SEEN, type MemberMemory } from './member-memory.ts';
import type { WatchedCluster } from './watched-cluster.ts';

/** All that is remembered of a cluster. A value: learning and judging give a new one. */
export interface Watch {
  readonly cluster: WatchedCluster;
  /** Of each member its place in the cluster's list. */
  readonly places: ReadonlyMap<string, number>;
  /** The first one is by whose clock judgements are made. */
  readonly observers: readonly ObserverMemory[];
  readonly pairs: readonly Pair[];
  /** Questions that were asked, by their text. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** Since when what was found has held, by row and key. */
  readonly held: ReadonlyMap<string, Instant>;
  /** Losses that were reported, by key: shown for a while after it is over. */
  readonly losses: ReadonlyMap<string, ReportedLoss>;
  /** When both of a proven pair were last asked for more. */
  readonly lastProbe: { readonly names: string; readonly newest: Instant } | null;
}

/** What one observer saw. Its instants are compared with its own only. */
export interface ObserverMemory {
  readonly observer: string;
  readonly newest: Instant;
  /** When, by the first observer's clock, this one was last heard of. */
  readonly heard: Instant;
  readonly members: readonly MemberMemory[];
  /** Places of members that ever answered as a primary. */
  readonly primaries: readonly number[];
  readonly surroundings: SurroundingsObservation | null;
  readonly archives: { readonly newest: ArchiveObservation; readonly before: ArchiveObservation | null } | null;
  /** Since when the operator has been about to change the primary. */
  readonly transition: { readonly since: Instant; readonly until: Instant | null } | null;
}

/** Two members that were primaries at one time, by rule R1. */
export interface Pair {
  /** Equal as long as both write on the timelines on which they were found. */
  readonly key: string;
  /** Places, in order of the list. */
  readonly members: readonly [number, number];
  /** Starts of the runs in which they were primaries, newest seen. */
  readonly runs: readonly [string, string];
  readonly proof: Proof;
  /** The observer of the proof. */
  readonly observer: string;
  /** What each wrote after both were primaries; null before it was seen. */
  readonly activity: readonly [Activity | null, Activity | null];
  /** Where their histories part; stays known when one of them has rejoined. */
  readonly fork: Fork | null;
  /** One of them is none any more, and what it wrote alone is known. */
  readonly settled: boolean;
}

/** Next transaction ids that a member showed while the other one was a primary already. */
export interface Activity {
  readonly lowest: string;
  readonly highest: string;
}

export interface Asked {
  readonly at: Instant;
  /** Waits for an answer, was answered, or was not: then it is asked again after a while. */
  readonly state: 'open' | 'answered' | 'failed';
  readonly failures: number;
}

export interface ReportedLoss {
  readonly lost: LostWrites;
  readonly members: readonly string[];
  readonly fork: Fork;
  readonly seen: Instant;
}

/** Begins to watch, without having seen anything. */
export function beginWatch(cluster: WatchedCluster): Watch {
  return {
    cluster,
    places: new Map(cluster.members.map(({ name }, place) => [name, place])),
    observers: [],
    pairs: [],
    asked: new Map(),
    held: new Map(),
    losses: new Map(),
    lastProbe: null,
  };
}

/** What an observer remembers that has seen nothing yet. */
export function blankObserver(observer: string, members: number): ObserverMemory {
  return {
    observer,
    newest: -Infinity,
    heard: -Infinity,
    members: Array.from({ length: members }, () => NOTHING_SEEN),
    primaries: [],
    surroundings: null,
    archives: null,
    transition: null,
  };
}
