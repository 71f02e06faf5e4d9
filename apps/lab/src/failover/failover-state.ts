import type { StateName } from '@postgres-ha/split-brain';

/** A second database of two servers, which exists to fail over, and what the watchdog says of it. Times as in the rest of the state. */
export interface FailoverState {
  readonly members: readonly MemberState[];
  /** What the watchdog says now; null before its first whole round. */
  readonly state: StateName | null;
  /** Acknowledged to the application so far. */
  readonly commits: number;
  /** Newest last. */
  readonly runs: readonly FailoverRun[];
}

/** A server as the watchdog sees it. */
export interface MemberState {
  readonly name: string;
  readonly role: 'primary' | 'standby' | 'unaccounted' | 'down' | 'unknown';
  readonly timeline: number | null;
  readonly lsn: string | null;
  readonly lagBytes: string | null;
}

export type FailoverKind = 'switchover' | 'split-brain';

export interface FailoverRun {
  /** `switchover-1` */
  readonly id: string;
  readonly kind: FailoverKind;
  readonly startedAt: string;
  readonly outcome: FailoverOutcome;
}

export type FailoverOutcome =
  | { readonly kind: 'waiting' }
  /** What goes on, in words. */
  | { readonly kind: 'running'; readonly doing: string }
  | SwitchoverOutcome
  | SplitBrainOutcome
  | { readonly kind: 'failed'; readonly because: string };

export interface SwitchoverOutcome {
  readonly kind: 'switched-over';
  /** Names of the new and the old primary. */
  readonly primary: string;
  readonly before: string;
  /** Between the last commit that the old primary acknowledged and the first of the new one. */
  readonly pauseMs: number;
  /** What the watchdog said meanwhile, in order, each once. */
  readonly states: readonly StateName[];
  /** Titles of the messages that were sent: none, or the watchdog was wrong. */
  readonly raised: readonly string[];
}

export interface SplitBrainOutcome {
  readonly kind: 'split';
  /** Who was promoted, and who went on committing. */
  readonly promoted: string;
  readonly goneOn: string;
  /** From the first moment at which the promoted server took a write to the proof. */
  readonly provenAfterMs: number;
  readonly state: StateName;
  /** Why two were primaries at one time, in a sentence. */
  readonly proof: string;
  readonly fork: { readonly timeline: number; readonly lsn: string };
  readonly lost: LostCommits;
  readonly messages: SentMessages;
  /** From the old primary's end to the word that it is over. */
  readonly resolvedAfterMs: number;
}

export interface LostCommits {
  readonly member: string;
  /** What the watchdog counted in the WAL. */
  readonly counted: number;
  readonly atLeast: boolean;
  /** What the application's own ledger says that was acknowledged there and is gone. */
  readonly ledger: number;
  /** Whether both name the same transactions. */
  readonly same: boolean;
  readonly newest: readonly { readonly transactionId: string; readonly committedAt: string; readonly lsn: string }[];
}

/** As they would go out; nothing leaves this machine. */
export interface SentMessages {
  readonly slack: { readonly text: string; readonly body: string };
  readonly github: { readonly title: string; readonly body: string; readonly labels: readonly string[] };
  /** What was told after it in the thread: `resolved: …`. */
  readonly timeline: readonly string[];
}
