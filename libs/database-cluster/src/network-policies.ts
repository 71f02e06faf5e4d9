import { archiveSource, poolersOf, type Cluster, type Environment } from '@postgres-ha/environment';
import {
  addressEgress,
  dnsEgress,
  inWave,
  podsOfNamespace,
  tcp,
  WAVES,
  type KubeObject,
  type ManifestMap,
} from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { instanceSelector, poolerSelector } from './selectors.ts';

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/url/url.go for the instance manager's ports */
const PORTS = { postgres: 5432, status: 8000, metrics: 9187, poolerMetrics: 9127 } as const;
/** @see https://linkerd.io/2/reference/proxy-ports/ (inbound traffic between proxies; what a proxy asks the control plane) */
const LINKERD = { namespace: 'linkerd', inbound: 4143, control: [8080, 8086, 8090] } as const;

/**
 * Who may talk to PostgreSQL, and whom it may talk to; everything else is refused. Instances must reach each other's status port:
 * without it a primary that loses sight of the API server would take itself for isolated and stop.
 */
export function networkPolicies(cluster: Cluster, environment: Environment): readonly KubeObject[] {
  const policies = [policy(cluster, 'instances', instances(cluster, environment))];
  if (poolersOf(cluster).length > 0) policies.push(policy(cluster, 'poolers', poolers(cluster, environment)));
  return policies;
}

function policy(cluster: Cluster, what: string, spec: ManifestMap): KubeObject {
  return inWave(WAVES.guard, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: clusterMetadata(cluster, `${cluster.name}-${what}`),
    spec: { ...spec, policyTypes: ['Ingress', 'Egress'] },
  });
}

function instances(cluster: Cluster, environment: Environment): ManifestMap {
  const { operator, network } = environment;
  const peers = { podSelector: instanceSelector(cluster.name) };
  const operatorPods = {
    ...podsOfNamespace(operator.namespace),
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
  };
  return {
    podSelector: instanceSelector(cluster.name),
    ingress: [
      { from: [operatorPods, peers], ports: [tcp(PORTS.postgres), tcp(PORTS.status)] },
      { from: callers(cluster, environment), ports: [tcp(PORTS.postgres)] },
      { from: [podsOfNamespace(network.monitoring)], ports: [tcp(PORTS.metrics)] },
    ],
    egress: [
      { to: [peers], ports: [tcp(PORTS.postgres), tcp(PORTS.status)] },
      dnsEgress(),
      addressEgress(network.apiServer),
      ...archiveEgress(cluster, environment),
      ...(cluster.import === undefined ? [] : [{ ports: [tcp(cluster.import.source.port)] }]),
    ],
  };
}

function poolers(cluster: Cluster, environment: Environment): ManifestMap {
  const { network, mesh } = environment;
  const meshed = mesh === 'linkerd';
  return {
    podSelector: poolerSelector(cluster.name),
    ingress: [
      {
        from: clients(environment),
        ports: [tcp(PORTS.postgres), ...(meshed ? [tcp(LINKERD.inbound)] : [])],
      },
      {
        from: [podsOfNamespace(network.monitoring)],
        // Prometheus may have a proxy of the mesh, or none.
        ports: [tcp(PORTS.poolerMetrics), ...(meshed ? [tcp(LINKERD.inbound)] : [])],
      },
    ],
    egress: [
      { to: [{ podSelector: instanceSelector(cluster.name) }], ports: [tcp(PORTS.postgres)] },
      dnsEgress(),
      addressEgress(network.apiServer),
      ...(meshed ? [{ to: [podsOfNamespace(LINKERD.namespace)], ports: LINKERD.control.map(tcp) }] : []),
    ],
  };
}

/** The poolers, or the applications themselves where nothing is in front of the primary. */
function callers(cluster: Cluster, environment: Environment): readonly ManifestMap[] {
  const pooled = poolersOf(cluster).length > 0 ? [{ podSelector: poolerSelector(cluster.name) }] : [];
  return cluster.poolers.rw === 'none' ? [...pooled, ...clients(environment)] : pooled;
}

/** Pods of the cluster's own namespace, and of those that the environment names. */
function clients({ network }: Environment): readonly ManifestMap[] {
  return [{ podSelector: {} }, ...network.applications.map(podsOfNamespace)];
}

/** To the archives that the cluster writes and comes from; an address with a port of its own opens that port. */
function archiveEgress(cluster: Cluster, environment: Environment): readonly ManifestMap[] {
  const { objectStore } = environment.network;
  const source = archiveSource(cluster, environment);
  const archives = [...(cluster.backup === 'none' ? [] : [cluster.backup]), ...(source === undefined ? [] : [source])];
  if (archives.length === 0) return [];
  const own = archives.flatMap(({ endpoint }) => (endpoint === undefined ? [] : [portOf(endpoint)]));
  const ports = [...new Set([...objectStore.ports, ...own])].sort((a, b) => a - b);
  return [addressEgress({ cidrs: objectStore.cidrs, ports })];
}

function portOf(address: string): number {
  const { port, protocol } = new URL(address);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
