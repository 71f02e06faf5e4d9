import type { Instant } from './instant.ts';

/** What was asked of a member beside the probe, and what it answered. Positions and ids as in a probe. */
export type Evidence = HistoryEvidence | ForkMarkEvidence | CommitsEvidence | NoEvidence;

/** By a walsender: right at once after a promotion, unlike the control file. */
export interface HistoryEvidence {
  readonly kind: 'history';
  readonly observer: string;
  readonly member: string;
  readonly sent: Instant;
  readonly received: Instant;
  readonly systemIdentifier: string;
  /** On which it writes, or which it replays. */
  readonly timeline: number;
  readonly lsn: string;
  /** Oldest first; empty on timeline 1. */
  readonly ancestors: readonly { readonly timeline: number; readonly switchPoint: string }[];
}

/**
 * What the first records of a timeline are at its switch point. Two servers that were promoted apart from each other to one timeline
 * id differ here even where their history files are the same bytes.
 */
export interface ForkMarkEvidence {
  readonly kind: 'fork-mark';
  readonly observer: string;
  readonly member: string;
  readonly sent: Instant;
  readonly received: Instant;
  readonly timeline: number;
  readonly switchPoint: string;
  /** Compared for being equal only. Null when the WAL is not there any more. */
  readonly mark: string | null;
}

/** Transactions that a member committed past a fork. */
export interface CommitsEvidence {
  readonly kind: 'commits';
  readonly observer: string;
  readonly member: string;
  readonly sent: Instant;
  readonly received: Instant;
  readonly timeline: number;
  /** The fork; what lies before it is on both sides. */
  readonly from: string;
  /** Up to where was read. */
  readonly until: string;
  /** Oldest first, at most as many as was asked for. */
  readonly commits: readonly Commit[];
  readonly count: number;
  /** True where the read was capped or WAL was gone: there are at least so many. */
  readonly atLeast: boolean;
  /** Relations that were written, most records first. */
  readonly relations: readonly { readonly name: string; readonly records: number }[];
  /** Backends that wait for a synchronous standby: their commits are in the WAL, and nobody was told. */
  readonly waitingForSync: number;
}

export interface Commit {
  readonly transactionId: string;
  /** By the member's own clock, for people: compared with nothing. */
  readonly committedAt: string;
  readonly lsn: string;
}

/** A question that was not answered. Nothing follows from it. */
export interface NoEvidence {
  readonly kind: 'no-evidence';
  readonly observer: string;
  readonly received: Instant;
  readonly question: Question;
  /** A code or a few words of ours. */
  readonly because: string;
}

/** What a judge wants to know, and an adapter asks. */
export type Question =
  /** At once and in full, all of them at the same time: what a sandwich still needs. */
  | { readonly kind: 'probe'; readonly members: readonly string[] }
  | { readonly kind: 'history'; readonly member: string }
  | {
      readonly kind: 'fork-mark';
      readonly member: string;
      readonly timeline: number;
      readonly switchPoint: string;
    }
  | {
      readonly kind: 'commits';
      readonly member: string;
      readonly timeline: number;
      readonly from: string;
      /** Undefined reads to the end. */
      readonly until?: string;
    };
