import type { Cluster, Environment } from '@postgres-ha/environment';

/** The labels that every series of a cluster carries, by its PodMonitors; rules and panels select by them. */
export interface ClusterLabels {
  readonly environment: string;
  readonly namespace: string;
  /** CloudNativePG's own label `cnpg.io/cluster`, as Prometheus spells it. */
  readonly cnpg_io_cluster: string;
}

export function clusterLabels(
  cluster: Pick<Cluster, 'name' | 'namespace'>,
  { name }: Pick<Environment, 'name'>,
): ClusterLabels {
  return { environment: name, namespace: cluster.namespace, cnpg_io_cluster: cluster.name };
}

/** `{namespace="link-services",cnpg_io_cluster="postgres-cluster"}`, with further matchers. Names need no escaping: they are Kubernetes names. */
export function selector({ namespace, cnpg_io_cluster }: ClusterLabels, ...more: readonly string[]): string {
  return `{${[`namespace="${namespace}"`, `cnpg_io_cluster="${cnpg_io_cluster}"`, ...more].join(',')}}`;
}
