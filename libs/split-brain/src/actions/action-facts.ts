import type { PermittedAction } from '../judgement/judgement.ts';
import type { StateName } from '../judgement/state-name.ts';
import type { Instant } from '../observation/instant.ts';
import type { SurroundingsObservation } from '../observation/surroundings.ts';

/** All that decides what may be done. What is not known is null, and forbids what depends on it. */
export interface ActionFacts {
  /** `observe` and `suggest` give advice, and name no loser to fence; `fence` names one. Default of the watchdog is `observe`. */
  readonly mode: 'observe' | 'suggest' | 'fence';
  readonly now: Instant;
  /** Of all conditions that hold. */
  readonly states: readonly StateName[];
  /** The members of the cluster by name. */
  readonly members: readonly string[];
  /** Members that answered as primaries last, and were not proven to be none since. */
  readonly writable: readonly string[];
  /** Were primaries when last seen, and cannot be reached. */
  readonly unaccounted: readonly string[];
  /** When the newest proof that two were primaries at one time was complete; null without one. */
  readonly provenAt: Instant | null;
  /** Null where there is no Kubernetes to see, or it was never seen. */
  readonly surroundings: SurroundingsObservation | null;
  /** Whether two of them are in different Kubernetes clusters. */
  readonly reach: 'one-cluster' | 'across-clusters' | 'unknown';
  readonly phase: 'steady' | 'bootstrap' | 'restore' | 'upgrade' | 'unknown';
  readonly winner: WinnerFacts | null;
  /** Members past a fork that the winner's history does not contain. */
  readonly pastFork: readonly string[];
  readonly observers: { readonly agreeing: number; readonly all: number };
  /** When a member of this cluster was fenced last; `unknown` after a start without memory. */
  readonly lastFence: Instant | 'never' | 'unknown';
  /** Members whose lost commits were read. */
  readonly evidenceOf: readonly string[];
}

export interface WinnerFacts {
  readonly member: string;
  /** When it last answered as a primary. */
  readonly writableAt: Instant;
  readonly streamingFollowers: number;
}

/** What somebody might think of doing, also what never comes out. */
export interface ProposedAction {
  readonly kind: PermittedAction['kind'] | 'promote' | 'rewind' | 'delete-pod' | 'delete-volume';
  readonly member: string | null;
}
