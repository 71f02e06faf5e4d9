import type { AlertLimits } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { CertificateSeen } from './certificate-seen.ts';
import type { InstanceLook } from './instance-answer.ts';
import type { LogEnd } from './log-end.ts';
import type { Look } from './look.ts';
import type { OperatorEvidence } from './operator-evidence.ts';
import type { PoolerLook } from './pooler-answer.ts';
import type { Reach } from './reach.ts';
import type { AlertSeen, ProofSeen, WatchSeen } from './reports.ts';
import type { SecretSeen } from './secret-seen.ts';
import type { StoreAnswer } from './store-answer.ts';
import type { VolumeUse } from './volume-use.ts';

/** Changes when recorded evidence of before can no longer be judged. */
export const EVIDENCE_FORMAT = 'postgres-ha-evidence/1';

/** The cluster that is looked at. */
export interface Target {
  /** The environment whose files say what is intended; left out where only Kubernetes was asked. */
  readonly environment?: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly operatorNamespace: string;
}

/** What Git says of this cluster, as far as it is compared. */
export interface Intent {
  /** `environments/production/postgres-cluster/cluster.yaml` */
  readonly file: string;
  readonly instances: number;
  /** Major version of PostgreSQL. */
  readonly major: number;
  readonly operatorVersion: string;
  /** null where the environment has no plugin. */
  readonly pluginVersion: string | null;
  readonly storageClass: string | null;
  readonly backup: 'configured' | 'none';
  /** From when on its numbers are an alert, and a finding; left out by evidence of before. */
  readonly limits?: AlertLimits | undefined;
}

/**
 * Everything that was seen of one cluster at one time: JSON, so that it can be kept, sent and judged again. No value of a Secret is in it; who
 * gathers it keeps it small: the newest events and lines, objects without what tells nothing.
 */
export interface Evidence {
  readonly format: typeof EVIDENCE_FORMAT;
  /** ISO 8601, of the machine that looked. */
  readonly takenAt: string;
  readonly target: Target;
  /** unseen and skipped where no checkout was given. */
  readonly intent: Look<Intent>;
  /** Version of the API server, such as `v1.34.1`. */
  readonly kubernetes: Look<string>;
  /** The Cluster (postgresql.cnpg.io/v1) with its status. */
  readonly cluster: Look<KubeObject>;
  /** Objects of the cluster and around it, by kind; with status, less managedFields. */
  readonly objects: Readonly<Record<WatchedKind, Look<readonly KubeObject[]>>>;
  /** Events (v1) of the cluster's and of the operator's namespace, oldest first. */
  readonly events: Look<readonly KubeObject[]>;
  readonly operator: OperatorEvidence;
  /** What the API server says by dry run of the Cluster as it stands: whether its webhooks answer, and what is refused. */
  readonly admission: Look<AdmissionAnswer>;
  /** Ends of logs that matter: of the operator, of instances that are not ready, plugin sidecars, poolers, jobs. */
  readonly logs: readonly LogEnd[];
  /** What each instance says of itself by SQL, asked inside its pod: one for each instance that has a pod. */
  readonly instances: readonly InstanceLook[];
  /** What each PgBouncer says of itself: one for each pod of a Pooler of the cluster. */
  readonly poolers: readonly PoolerLook[];
  /** Whether instances reach one another, asked inside their pods. */
  readonly reaches: readonly Reach[];
  /** Asked from inside the cluster with the cluster's own credentials, by a Job. absent where the cluster has no archive. */
  readonly objectStore: Look<StoreAnswer>;
  /** Public certificates of the cluster's Secrets, and what is served. */
  readonly certificates: Look<readonly CertificateSeen[]>;
  /** Secrets that the cluster and what belongs to it refer to: whether they are there and which keys they have. */
  readonly secrets: readonly SecretSeen[];
  /** How full the volumes are, as the kubelets say; for those whose instance does not answer. */
  readonly volumes: Look<readonly VolumeUse[]>;
  /** What others found; for the status, nothing is judged by it. */
  readonly proofs: Look<readonly ProofSeen[]>;
  readonly watch: Look<WatchSeen>;
  readonly alerts: Look<readonly AlertSeen[]>;
  /** What is missing from what was seen: left out to stay within bounds, such as `312 of 812 events`, or a certificate that was not shown. */
  readonly cut: readonly string[];
}

/**
 * Namespaced ones are those of the cluster's namespace. Namespace: the cluster's and the operator's. PersistentVolume: all. Deployment: of Poolers.
 * ClusterImageCatalog and Node: all. Pod: all of the namespace, so that quotas and jobs are explained.
 */
export const WATCHED_KINDS = [
  'Namespace',
  'Pod',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'Node',
  'Job',
  'Deployment',
  'Service',
  'EndpointSlice',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'ResourceQuota',
  'LimitRange',
  'Pooler',
  'Backup',
  'ScheduledBackup',
  'ObjectStore',
  'Database',
  'DatabaseRole',
  'ImageCatalog',
  'ClusterImageCatalog',
  'FailoverQuorum',
  'Lease',
] as const;

export type WatchedKind = (typeof WATCHED_KINDS)[number];

export type AdmissionAnswer =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  /** The API server could not ask a webhook (500, `failed calling webhook`), or gave no verdict. */
  | { readonly kind: 'failed'; readonly code: number | null; readonly message: string };
