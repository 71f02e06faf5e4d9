import type { Cluster, Environment } from '@postgres-ha/environment';
import type { ObjectMetadata } from '@postgres-ha/kube-manifest';

/** Labels by which this environment's Prometheus and Alertmanager find their objects. */
function found({ monitoring }: Environment): Readonly<Record<string, string>> {
  return monitoring === 'none' ? {} : monitoring.labels;
}

/** Name, namespace and labels of an object that watches one cluster. */
export function clusterMonitoringMetadata(cluster: Cluster, environment: Environment, name: string): ObjectMetadata {
  return {
    name,
    namespace: cluster.namespace,
    labels: {
      ...cluster.labels,
      ...found(environment),
      'app.kubernetes.io/part-of': cluster.name,
      'app.kubernetes.io/managed-by': 'postgres-ha',
    },
  };
}

/** Name, namespace and labels of an object that watches what the clusters of an environment share. */
export function environmentMonitoringMetadata(environment: Environment, name: string): ObjectMetadata {
  return {
    name,
    namespace: environment.operator.namespace,
    labels: { ...found(environment), 'app.kubernetes.io/managed-by': 'postgres-ha' },
  };
}
