import type { Cluster } from '@postgres-ha/environment';
import type { ObjectMetadata } from '@postgres-ha/kube-manifest';

/** Name, namespace and labels of an object that belongs to a cluster. */
export function clusterMetadata(cluster: Cluster, name: string): ObjectMetadata {
  return {
    name,
    namespace: cluster.namespace,
    labels: {
      ...cluster.labels,
      'app.kubernetes.io/part-of': cluster.name,
      'app.kubernetes.io/managed-by': 'postgres-ha',
    },
  };
}
