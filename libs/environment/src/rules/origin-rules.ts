import { quantityBytes } from '@postgres-ha/kube-manifest';
import { iamRoles, type Cluster } from '../cluster.ts';
import type { ClusterInEnvironment, Rule } from './rule.ts';

/** Rules about the cluster of the same environment that another one is made from. */
export const originRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'origin-namespace',
    level: 'error',
    summary: 'A cluster can name as its origin only a cluster of its own namespace.',
    detail:
      'The Secret with the access keys of the archive is in the namespace of the origin, and no pod reads a Secret of another. Describe the archive instead (destination, serverName, credentials), with a Secret of this namespace.',
    source: 'Kubernetes: Secrets belong to a namespace',
    breaches: (subject) => {
      const { cluster, origin, key } = originOf(subject);
      return origin === undefined || origin.namespace === cluster.namespace
        ? []
        : [
            {
              path: [key, 'from', 'cluster'],
              found: `${origin.name} in namespace ${origin.namespace}`,
              expected: `a cluster in namespace ${cluster.namespace}, or an archive`,
            },
          ];
    },
  },
  {
    id: 'origin-storage',
    level: 'error',
    summary: 'A restored cluster or a replica needs at least the storage of the cluster that it comes from.',
    detail:
      'A base backup is as large as the data was; a smaller volume fills up in the middle of the restore, which then starts again for ever.',
    source: 'CloudNativePG 1.30: recovery',
    breaches: (subject) => {
      const { cluster, origin } = originOf(subject);
      return origin === undefined || bytes(cluster) >= bytes(origin)
        ? []
        : [
            {
              path: ['storage', 'size'],
              found: cluster.storage.size,
              expected: `at least ${origin.storage.size}, as ${origin.name} has`,
            },
          ];
    },
  },
  {
    id: 'iam-roles-two',
    level: 'error',
    summary: 'A cluster can reach its archives by one IAM role only.',
    detail:
      'The role hangs on the service account of its pods. Let one role read the archive that it comes from and write its own, or use access keys for one of them.',
    source: 'AWS: IAM roles for service accounts',
    breaches: ({ cluster, environment }) =>
      iamRoles(cluster, environment)
        .slice(1)
        .map((role) => ({
          path: [cluster.restore === undefined ? 'replicaOf' : 'restore', 'from'],
          found: `the role ${role} beside another`,
          expected: 'one IAM role for both archives',
        })),
  },
];

function originOf({ cluster, neighbours }: ClusterInEnvironment): {
  readonly cluster: Cluster;
  readonly origin: Cluster | undefined;
  readonly key: 'restore' | 'replicaOf';
} {
  const from = cluster.restore?.from ?? cluster.replicaOf?.from;
  const origin = from !== undefined && 'cluster' in from ? neighbours.byName.get(from.cluster) : undefined;
  return { cluster, origin, key: cluster.restore === undefined ? 'replicaOf' : 'restore' };
}

function bytes({ storage }: Cluster): number {
  return quantityBytes(storage.size) ?? 0;
}
