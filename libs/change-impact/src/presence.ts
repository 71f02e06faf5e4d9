import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Verdict } from './rule.ts';
import { stringAt, valueAt } from './value-at.ts';

/** What it means that an object is new in the files or gone from them. */
export interface PresenceRule {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly added: Verdict & { readonly effect: string };
  readonly removed: (object: KubeObject) => Verdict & { readonly effect: string };
  readonly reason: string;
  readonly source: string;
}

const OWNED = 'CloudNativePG 1.30: owner references';
const STAYS = {
  action: 'nothing',
  effect: 'It stays in the cluster, looked after by nobody: its annotation keeps Argo CD from deleting it.',
} as const;

/** Argo CD leaves it where it is. */
export function survivesPruning(object: KubeObject): boolean {
  return /(?:^|,)\s*Prune=(?:false|confirm)\s*(?:,|$)/.test(
    object.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '',
  );
}

function reclaimed(field: string, what: string): (object: KubeObject) => Verdict & { readonly effect: string } {
  return (object) =>
    stringAt(object, ['spec', field]) === 'delete'
      ? { action: 'lose', effect: `${what} is dropped from the database: its reclaim policy is delete.` }
      : { action: 'nothing', effect: `${what} stays in the database; nobody looks after it.` };
}

export const PRESENCE_RULES: readonly PresenceRule[] = [
  {
    id: 'cluster-presence',
    kinds: ['Cluster'],
    added: { action: 'nothing', effect: 'A new cluster is made; those that run are not touched.' },
    removed: () => ({ action: 'destroy', effect: 'Every instance stops, and its volumes are deleted with all data.' }),
    reason: 'The Cluster owns its pods and its volume claims; CloudNativePG has no protection against deletion.',
    source: OWNED,
  },
  {
    id: 'pooler-presence',
    kinds: ['Pooler'],
    added: {
      action: 'nothing',
      effect: 'A Deployment and a Service of PgBouncer are made; PostgreSQL makes the role for it.',
    },
    removed: () => ({
      action: 'pooler-stop',
      effect: 'Its pods and its Service are deleted; clients of this Pooler find nothing there.',
    }),
    reason: 'The Pooler owns its Deployment and its Service.',
    source: OWNED,
  },
  {
    id: 'database-presence',
    kinds: ['Database'],
    added: { action: 'sql', effect: 'The database is made, or taken over if it is there.' },
    removed: reclaimed('databaseReclaimPolicy', 'The database'),
    reason: 'Its reclaim policy says what becomes of the database.',
    source: 'CloudNativePG 1.30: spec.databaseReclaimPolicy',
  },
  {
    id: 'role-presence',
    kinds: ['DatabaseRole'],
    added: { action: 'sql', effect: 'The role is made, or taken over with all its attributes set anew.' },
    removed: reclaimed('databaseRoleReclaimPolicy', 'The role'),
    reason: 'Its reclaim policy says what becomes of the role.',
    source: 'CloudNativePG 1.30: spec.databaseRoleReclaimPolicy',
  },
  {
    id: 'publication-presence',
    kinds: ['Publication'],
    added: { action: 'sql', effect: 'The publication is made.' },
    removed: reclaimed('publicationReclaimPolicy', 'The publication'),
    reason: 'Its reclaim policy says what becomes of it.',
    source: 'CloudNativePG 1.30: spec.publicationReclaimPolicy',
  },
  {
    id: 'subscription-presence',
    kinds: ['Subscription'],
    added: { action: 'sql', effect: 'The subscription is made, and copies its tables.' },
    removed: reclaimed('subscriptionReclaimPolicy', 'The subscription'),
    reason: 'Its reclaim policy says what becomes of it.',
    source: 'CloudNativePG 1.30: spec.subscriptionReclaimPolicy',
  },
  {
    id: 'schedule-presence',
    kinds: ['ScheduledBackup', 'Backup'],
    added: { action: 'nothing', effect: 'A backup is taken at once or when the schedule says so; PostgreSQL goes on.' },
    removed: () => ({ action: 'nothing', effect: 'No more backups are taken by it; what is in the store stays.' }),
    reason: 'Deleting the object does not delete what it wrote.',
    source: 'Barman Cloud plugin 0.14',
  },
  {
    id: 'store-presence',
    kinds: ['ObjectStore', 'ImageCatalog', 'ClusterImageCatalog'],
    added: { action: 'nothing', effect: 'Nothing happens until something refers to it.' },
    removed: () => ({
      action: 'nothing',
      effect: 'Nothing that runs is touched; whatever still refers to it fails when it next looks.',
    }),
    reason: 'It is only referred to.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_image.go; Barman Cloud plugin 0.14',
  },
  {
    id: 'namespace-presence',
    kinds: ['Namespace'],
    added: { action: 'nothing', effect: 'A namespace is made.' },
    removed: () => ({ action: 'destroy', effect: 'All that is in the namespace is deleted, the volumes included.' }),
    reason: 'A namespace takes what is in it along.',
    source: 'Kubernetes: Namespace',
  },
  {
    id: 'beside-database-presence',
    kinds: [
      'NetworkPolicy',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'PodDisruptionBudget',
      'PodMonitor',
      'PrometheusRule',
      'AlertmanagerConfig',
      'GrafanaDashboard',
      'SecretStore',
      'ClusterSecretStore',
      'StorageClass',
      'Application',
      'ApplicationSet',
      'AppProject',
      'ExternalSecret',
      'Secret',
      'Service',
    ],
    added: { action: 'nothing', effect: 'It is made; no pod of the database is touched.' },
    removed: () => ({
      action: 'nothing',
      effect: 'It is deleted; no pod of the database is touched, but whoever needs it misses it.',
    }),
    reason: 'It stands beside the database.',
    source: 'Kubernetes: API reference',
  },
];

/** What a new or a gone object does; undefined for a kind that is not known here. */
export function presenceVerdict(
  object: KubeObject,
  change: 'added' | 'removed',
): (Verdict & { readonly effect: string; readonly rule: PresenceRule }) | undefined {
  const rule = PRESENCE_RULES.find(({ kinds }) => kinds.includes(object.kind));
  if (rule === undefined) return undefined;
  if (change === 'added') return { ...rule.added, rule };
  return { ...(survivesPruning(object) ? STAYS : rule.removed(object)), rule };
}

/** The annotation that keeps the operator from comparing pods. */
export function leavesPodsAlone(cluster: KubeObject | undefined): boolean {
  return valueAt(cluster, ['metadata', 'annotations', 'cnpg.io/reconcilePodSpec']) === 'disabled';
}
