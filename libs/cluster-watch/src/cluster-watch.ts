import type { Instant, Judgement, WatchEvent } from '@postgres-ha/split-brain';

/** Watches one cluster until it is disposed of, or its signal is aborted. */
export interface ClusterWatch extends WatchState, AsyncDisposable {}

/** How far the watching of one cluster is. */
export interface WatchState {
  readonly cluster: string;
  /** The newest; undefined before the first whole round. */
  readonly judgement: () => Judgement | undefined;
  /** When the last round ended in which every member had been looked at; undefined before the first. */
  readonly lastRound: () => Instant | undefined;
  /** When the certificate expires that each member serves; members without TLS, or that were never reached, are left out. */
  readonly certificates: () => readonly ServedCertificate[];
  /** When the last round ended, whatever was seen in it. It stands still where the loop does. */
  readonly lastTick: () => Instant | undefined;
  /** How many questions to single members, as for the commits that will be lost, are not answered yet. */
  readonly openQuestions: () => number;
}

export interface ServedCertificate {
  readonly member: string;
  readonly until: Date;
}

/** Told in order. What it throws ends the process: a watchdog whose listener fails would watch for nobody. */
export interface WatchListener {
  /** Each thing that was seen, before it is judged: what a recording is made of. */
  readonly onEvent?: (event: WatchEvent) => void;
  /** After each round, and at once when a state changes. */
  readonly onJudgement?: (judgement: Judgement) => void;
}
