import { createHash } from 'node:crypto';
import type { Kubectl, LiveObject } from '@postgres-ha/testkit';

/** Kinds that nobody touches on a healthy cluster that is left alone, and that hold what is intended and what is secret. */
const KINDS = [
  'secrets',
  'configmaps',
  'services',
  'serviceaccounts',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'persistentvolumeclaims',
  'pods',
  'deployments.apps',
  'poolers.postgresql.cnpg.io',
  'scheduledbackups.postgresql.cnpg.io',
  'backups.postgresql.cnpg.io',
] as const;

/** Which objects there are, and a version of each: any write but one of a status would make another one. */
export async function versionsOf(kubectl: Kubectl, namespace: string): Promise<readonly string[]> {
  const lists = await Promise.all(KINDS.map((kind) => kubectl.list<LiveObject>(kind, namespace)));
  const stays = ({ metadata }: LiveObject): boolean => metadata.labels?.['batch.kubernetes.io/job-name'] === undefined;
  const versions = lists
    .flat()
    .filter(stays)
    .map((object) => `${object.kind} ${object.metadata.name} ${object.metadata.uid} ${versionOf(object)}`);
  const clusters = await kubectl.list<LiveObject>('clusters.postgresql.cnpg.io', namespace);
  return [
    ...versions,
    ...clusters.map(({ metadata }) => `Cluster ${metadata.name} generation ${metadata.generation ?? 0}`),
  ].toSorted();
}

/** Of all but its status: on a busy machine a probe comes too late at times, and the kubelet says so. */
export function versionOf({ metadata, ...object }: LiveObject): string {
  const { managedFields = [] } = metadata;
  const writers = managedFields.filter(({ subresource }) => subresource !== 'status');
  const written = {
    ...Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'status')),
    metadata: { ...metadata, resourceVersion: undefined, managedFields: writers },
  };
  return createHash('sha256').update(JSON.stringify(written)).digest('hex').slice(0, 16);
}
