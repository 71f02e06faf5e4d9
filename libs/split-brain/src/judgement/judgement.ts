import type { Commit, Question } from '../observation/evidence.ts';
import type { Instant } from '../observation/instant.ts';
import type { StateName } from './state-name.ts';

/** What is known of a cluster at an instant. */
export interface Judgement {
  readonly cluster: string;
  readonly at: Instant;
  /** The highest of the conditions, or `healthy`; `blind` where nothing proves that. */
  readonly state: StateName;
  /** All that hold, highest first. */
  readonly conditions: readonly Condition[];
  readonly members: readonly MemberView[];
  /** What to ask next; asked once each, answers come back as events. */
  readonly questions: readonly Question[];
}

export type Severity = 'info' | 'warning' | 'critical';

export interface Condition {
  readonly state: StateName;
  readonly severity: Severity;
  /** Since when it has held without a break. */
  readonly since: Instant;
  /** Whom it is about, sorted. */
  readonly members: readonly string[];
  /** Equal for all that belong to one incident, also while the state or the severity changes: `split/shop-1@1+shop-2@2`. */
  readonly key: string;
  readonly proof: Proof | null;
  /** Where two histories part, as far as known. */
  readonly fork: { readonly timeline: number; readonly lsn: string } | null;
  readonly lostWrites: readonly LostWrites[];
  /** Until when a member that nobody can reach may go on committing; null without such a bound. */
  readonly deadline: Instant | null;
  /** What a person, or later the watchdog, may do about it. */
  readonly actions: readonly PermittedAction[];
}

/** Why two members were primaries at one time: one answered as a primary before and after the other did, without a restart in between. */
export interface Proof {
  /**
   * Of a `sandwich`, each of three probes ended before the next began. An `overlap` has four, because none lies wholly between two of the
   * other member: `first` ended before `betweenLast` began, and `between` before `last` began.
   */
  readonly rule: 'sandwich' | 'overlap';
  readonly outer: string;
  readonly inner: string;
  /** The intervals of the probes, by one observer's clock. */
  readonly first: readonly [Instant, Instant];
  readonly between: readonly [Instant, Instant];
  readonly last: readonly [Instant, Instant];
  /** Null in a sandwich. */
  readonly betweenLast: readonly [Instant, Instant] | null;
  /** What ties the outer two together. */
  readonly sameServer: 'session' | 'postmaster-start';
}

/** What one member committed past the fork, and the history that goes on does not hold. */
export interface LostWrites {
  readonly member: string;
  readonly timeline: number;
  readonly from: string;
  /** `counted` was read from its WAL; `estimated` follows from what was seen of it before. */
  readonly basis: 'counted' | 'estimated';
  /** Where estimated: transactions, at the pace seen before, up to now. Each takes an id, also a vacuum or one that is undone. */
  readonly commits: number;
  /** There may be more: the list was capped, or its WAL is gone, or it goes on. */
  readonly atLeast: boolean;
  /**
   * Equal to `commits` where these were counted to the end. Where estimated, what the fastest pace seen makes of the time until it has
   * stopped. Null where nothing bounds it.
   */
  readonly atMost: number | null;
  /** How many of them nobody was told of: they wait for a synchronous standby. The rest was acknowledged to clients. */
  readonly unacknowledged: number;
  /** Decimal. */
  readonly bytes: string;
  /** Newest first, at most 20, of those that are known one by one. */
  readonly newest: readonly Commit[];
  /** By the member's own clock; null where the list does not reach that end. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly relations: readonly { readonly name: string; readonly records: number }[];
}

export interface MemberView {
  readonly name: string;
  /** `unaccounted` was a primary when last seen, and nothing proves that it is not any more. */
  readonly role: 'primary' | 'standby' | 'unaccounted' | 'down' | 'unknown';
  /** Outcome of the newest probe; null before the first one. */
  readonly outcome: string | null;
  readonly lastAnswer: Instant | null;
  readonly timeline: number | null;
  readonly lsn: string | null;
  /** Behind the newest primary; null where that cannot be said. */
  readonly lagBytes: string | null;
  readonly followers: number | null;
}

export interface PermittedAction {
  /** `fence` names a loser for which every condition of fencing holds; the rest is for people. */
  readonly kind: 'fence' | 'save-evidence' | 'hold-automation' | 'choose-by-hand' | 'wait';
  readonly member: string | null;
  readonly because: string;
}
