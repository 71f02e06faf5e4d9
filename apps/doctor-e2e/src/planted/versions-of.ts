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

/** Which objects there are, and the version of each: any write would make another one. */
export async function versionsOf(kubectl: Kubectl, namespace: string): Promise<readonly string[]> {
  const lists = await Promise.all(KINDS.map((kind) => kubectl.list<LiveObject>(kind, namespace)));
  const stays = ({ metadata }: LiveObject): boolean => metadata.labels?.['batch.kubernetes.io/job-name'] === undefined;
  const versions = lists
    .flat()
    .filter(stays)
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`);
  const clusters = await kubectl.list<LiveObject>('clusters.postgresql.cnpg.io', namespace);
  return [
    ...versions,
    ...clusters.map(({ metadata }) => `Cluster ${metadata.name} generation ${metadata.generation ?? 0}`),
  ].toSorted();
}
