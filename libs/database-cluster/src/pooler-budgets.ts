import { poolerName, poolersOf, type Cluster } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';

/** Drains of nodes take one PgBouncer at a time. CloudNativePG makes such budgets for instances, not for poolers. */
export function poolerBudgets(cluster: Cluster): readonly KubeObject[] {
  return poolersOf(cluster)
    .filter(({ instances }) => instances > 1)
    .map(({ type }) => {
      const name = poolerName(cluster, type);
      return inWave(WAVES.dependants, {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: clusterMetadata(cluster, name),
        spec: { maxUnavailable: 1, selector: { matchLabels: { 'cnpg.io/poolerName': name } } },
      });
    });
}
