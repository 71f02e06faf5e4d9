import type { WatchedKind } from '@postgres-ha/diagnosis';
import type { ResourceType } from '@postgres-ha/kube-api';

type Served = readonly [apiVersion: string, plural: string, where: 'namespaced' | 'cluster'];

const SERVED: Readonly<Record<WatchedKind, Served>> = {
  Namespace: ['v1', 'namespaces', 'cluster'],
  Pod: ['v1', 'pods', 'namespaced'],
  PersistentVolumeClaim: ['v1', 'persistentvolumeclaims', 'namespaced'],
  PersistentVolume: ['v1', 'persistentvolumes', 'cluster'],
  StorageClass: ['storage.k8s.io/v1', 'storageclasses', 'cluster'],
  Node: ['v1', 'nodes', 'cluster'],
  Job: ['batch/v1', 'jobs', 'namespaced'],
  Deployment: ['apps/v1', 'deployments', 'namespaced'],
  Service: ['v1', 'services', 'namespaced'],
  EndpointSlice: ['discovery.k8s.io/v1', 'endpointslices', 'namespaced'],
  NetworkPolicy: ['networking.k8s.io/v1', 'networkpolicies', 'namespaced'],
  PodDisruptionBudget: ['policy/v1', 'poddisruptionbudgets', 'namespaced'],
  ResourceQuota: ['v1', 'resourcequotas', 'namespaced'],
  LimitRange: ['v1', 'limitranges', 'namespaced'],
  Pooler: ['postgresql.cnpg.io/v1', 'poolers', 'namespaced'],
  Backup: ['postgresql.cnpg.io/v1', 'backups', 'namespaced'],
  ScheduledBackup: ['postgresql.cnpg.io/v1', 'scheduledbackups', 'namespaced'],
  ObjectStore: ['barmancloud.cnpg.io/v1', 'objectstores', 'namespaced'],
  Database: ['postgresql.cnpg.io/v1', 'databases', 'namespaced'],
  DatabaseRole: ['postgresql.cnpg.io/v1', 'databaseroles', 'namespaced'],
  ImageCatalog: ['postgresql.cnpg.io/v1', 'imagecatalogs', 'namespaced'],
  ClusterImageCatalog: ['postgresql.cnpg.io/v1', 'clusterimagecatalogs', 'cluster'],
  FailoverQuorum: ['postgresql.cnpg.io/v1', 'failoverquorums', 'namespaced'],
  Lease: ['coordination.k8s.io/v1', 'leases', 'namespaced'],
};

export function watchedType(kind: WatchedKind): ResourceType {
  const [apiVersion, plural, where] = SERVED[kind];
  return { apiVersion, kind, plural, namespaced: where === 'namespaced' };
}

export const CLUSTER: ResourceType = namespaced('postgresql.cnpg.io/v1', 'Cluster', 'clusters');
export const SECRET: ResourceType = namespaced('v1', 'Secret', 'secrets');
export const EVENT: ResourceType = namespaced('v1', 'Event', 'events');
export const WEBHOOK_CONFIGURATIONS: readonly ResourceType[] = ['Validating', 'Mutating'].map((manner) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: `${manner}WebhookConfiguration`,
  plural: `${manner.toLowerCase()}webhookconfigurations`,
  namespaced: false,
}));

function namespaced(apiVersion: string, kind: string, plural: string): ResourceType {
  return { apiVersion, kind, plural, namespaced: true };
}
