import type { Instant, Judgement, WatchedCluster, WatchEvent } from '@postgres-ha/split-brain';

/** Keeps what is known of one cluster. */
export interface Judge {
  readonly learn: (event: WatchEvent) => void;
  /** Each question is in one judgement only. */
  readonly judge: (now: Instant) => Judgement;
}

export type JudgeCluster = (cluster: WatchedCluster) => Judge;
