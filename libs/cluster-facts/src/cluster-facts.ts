/** What is known of one running cluster, and until when it counts. Moments are instants of the one that observed. */
export interface ClusterFacts {
  readonly environment: string;
  readonly cluster: string;
  readonly observedAt: Date;
  readonly expiresAt: Date;
  readonly health: 'healthy' | 'degraded' | 'split-brain' | 'unknown';
  readonly instances: { readonly wanted: number; readonly ready: number };
  readonly primary: string | undefined;
  readonly timeline: number | undefined;
  /** WAL archiving works. */
  readonly archiving: 'working' | 'failing' | 'unknown';
  /** The newest backup that was proven by restoring it. */
  readonly newestProof: { readonly backupId: string; readonly provenAt: Date; readonly level: string } | undefined;
}

/** Facts that are there and not expired, or why there are none. No facts are never good news. */
export type FactsReading =
  | {
      readonly kind: 'known';
      readonly facts: ClusterFacts;
      /** Since they were observed, whole seconds, 0 where the observer's clock is ahead. */
      readonly ageSeconds: number;
    }
  | {
      readonly kind: 'unknown';
      readonly because: 'never-published' | 'expired' | 'unreadable' | 'from-the-future' | 'another-cluster';
      /** A whole sentence, plain text on one line, for people. */
      readonly detail: string;
    };

/** Facts of clusters by `environment/cluster`, as text, from wherever they are published. Undefined: there are none. */
export type ReadFacts = (cluster: string, signal: AbortSignal) => Promise<string | undefined>;
