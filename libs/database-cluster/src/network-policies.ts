import { poolersOf, type Cluster, type Environment } from '@postgres-ha/environment';
import {
  addressEgress,
  dnsEgress,
  inWave,
  podsOfNamespace,
  tcp,
  WAVES,
  type KubeObject,
} from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/url/url.go for the instance manager's ports */
const PORTS = { postgres: 5432, status: 8000, metrics: 9187, poolerMetrics: 9127 } as const;

/**
 * Who may talk to PostgreSQL, and whom it may talk to; everything else is refused. Instances must reach each other's status port:
 * without it a primary that loses sight of the API server would take itself for isolated and stop.
 */
export function networkPolicies(cluster: Cluster, environment: Environment): readonly KubeObject[] {
  const policies = [policy(cluster, `${cluster.name}-instances`, instances(cluster, environment))];
  if (poolersOf(cluster).length > 0)
    policies.push(policy(cluster, `${cluster.name}-poolers`, poolers(cluster, environment)));
  return policies;
}

function policy(cluster: Cluster, name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
  return inWave(WAVES.guard, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: clusterMetadata(cluster, name),
    spec: { ...spec, policyTypes: ['Ingress', 'Egress'] },
  });
}

function instances(cluster: Cluster, { operator, network }: Environment): Readonly<Record<string, unknown>> {
  const peers = { podSelector: instanceSelector(cluster) };
  const operatorPods = {
    ...podsOfNamespace(operator.namespace),
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
  };
  const importPort = cluster.import?.source.port;
  return {
    podSelector: instanceSelector(cluster),
    ingress: [
      { from: [operatorPods, peers], ports: [tcp(PORTS.postgres), tcp(PORTS.status)] },
      ...(poolersOf(cluster).length === 0
        ? []
        : [{ from: [{ podSelector: poolerSelector(cluster) }], ports: [tcp(PORTS.postgres)] }]),
      { from: [podsOfNamespace(network.monitoring)], ports: [tcp(PORTS.metrics)] },
      ...(cluster.services.length > 0 && cluster.poolers.rw === 'none'
        ? [{ from: clients(network.applications), ports: [tcp(PORTS.postgres)] }]
        : []),
    ],
    egress: [
      { to: [peers], ports: [tcp(PORTS.postgres), tcp(PORTS.status)] },
      dnsEgress(),
      addressEgress(network.apiServer),
      ...(cluster.backup === 'none' && cluster.restore === undefined && cluster.replicaOf === undefined
        ? []
        : [addressEgress(network.objectStore)]),
      ...(importPort === undefined ? [] : [{ ports: [tcp(importPort)] }]),
    ],
  };
}

function poolers(cluster: Cluster, { network }: Environment): Readonly<Record<string, unknown>> {
  return {
    podSelector: poolerSelector(cluster),
    ingress: [
      { from: clients(network.applications), ports: [tcp(PORTS.postgres)] },
      { from: [podsOfNamespace(network.monitoring)], ports: [tcp(PORTS.poolerMetrics)] },
    ],
    egress: [
      { to: [{ podSelector: instanceSelector(cluster) }], ports: [tcp(PORTS.postgres)] },
      dnsEgress(),
      addressEgress(network.apiServer),
    ],
  };
}

/** Instances and the jobs that make them: all pods of the cluster that are not poolers. */
function instanceSelector({ name }: Cluster): Readonly<Record<string, unknown>> {
  return {
    matchLabels: { 'cnpg.io/cluster': name },
    matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'NotIn', values: ['pooler'] }],
  };
}

function poolerSelector({ name }: Cluster): Readonly<Record<string, unknown>> {
  return { matchLabels: { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'pooler' } };
}

/** Pods of the cluster's own namespace, and of those that the environment names. */
function clients(namespaces: readonly string[]): readonly unknown[] {
  return [{ podSelector: {} }, ...namespaces.map(podsOfNamespace)];
}
