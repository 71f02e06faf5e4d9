/** What the object store said to a pod of the cluster's namespace that has the cluster's own credentials. */
export interface StoreAnswer {
  /** `s3://link-app-backups-production/` */
  readonly destination: string;
  /** null: the provider's own. */
  readonly endpoint: string | null;
  /** The folder in it. */
  readonly serverName: string;
  /** In their order; all of `STORE_STEPS`. */
  readonly steps: readonly StoreStep[];
  /** What lies there; null where it was not listed. */
  readonly found: StoreContent | null;
  /** What makes this answer less than an instance's own: a NetworkPolicy that does not cover the Job, another service account. */
  readonly caveats: readonly string[];
}

export const STORE_STEPS = ['resolve', 'connect', 'tls', 'authenticate', 'bucket', 'list', 'read'] as const;

/** The first that failed is where it ends: those after it are `not-reached`. `tls` of an http endpoint is `not-needed`. */
export interface StoreStep {
  readonly step: (typeof STORE_STEPS)[number];
  readonly outcome: 'ok' | 'failed' | 'not-reached' | 'not-needed';
  /** The store's own code: `NoSuchBucket`, `InvalidAccessKeyId`, `SignatureDoesNotMatch`, `AccessDenied`; of the network, errno: `ECONNREFUSED`. */
  readonly code: string | null;
  /** Without credentials. */
  readonly detail: string;
}

export interface StoreContent {
  /** Base backups with a `backup.info`. */
  readonly backups: number;
  readonly newestBackup: string | null;
  readonly newestWal: string | null;
  readonly newestWalAt: string | null;
  /** System identifiers in the `backup.info` that were read: those of other clusters mean that two share a folder. */
  readonly systemIds: readonly string[];
}
