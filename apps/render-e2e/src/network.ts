import { isNetworkPolicy, lets, policiesOf, type NetworkPolicy, type Peer, type PodPeer } from '@postgres-ha/testkit';
import { type LiveNamespace, type LivePod, portOf, type RunningProduction } from '@postgres-ha/production-rig';

/** Who takes part in the network of a database cluster. */
export type Party =
  | 'instance'
  | 'bootstrap job'
  | 'pooler'
  | 'operator'
  | 'backup plugin'
  | 'application'
  | 'monitoring'
  | 'stranger'
  | 'API server'
  | 'object store';

export interface PartyFlow {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
}

interface Member<P extends Peer = Peer> {
  readonly party: Party;
  readonly name: string;
  readonly peer: P;
}

/** The policies of production and those whom they are about: live pods, and stand-ins for whom the rig has none. */
export interface Network {
  readonly policies: readonly NetworkPolicy[];
  /** The pods of the cluster and its poolers, those of finished jobs included. */
  readonly guarded: readonly Member<PodPeer>[];
  readonly members: readonly Member[];
  readonly objectStorePort: number;
}

/** The flows that the operator, its plugin, the instances, the poolers and the applications live on. */
export function neededFlows({ objectStorePort }: Network): readonly PartyFlow[] {
  return [
    { from: 'operator', to: 'instance', port: 8000 },
    { from: 'operator', to: 'instance', port: 5432 },
    { from: 'operator', to: 'backup plugin', port: 9090 },
    { from: 'operator', to: 'API server', port: 6443 },
    { from: 'backup plugin', to: 'API server', port: 6443 },
    { from: 'instance', to: 'instance', port: 5432 },
    // the isolation check of the liveness probe: without it an outage of the API server alone stops a healthy primary
    { from: 'instance', to: 'instance', port: 8000 },
    { from: 'instance', to: 'API server', port: 6443 },
    { from: 'instance', to: 'object store', port: objectStorePort },
    { from: 'bootstrap job', to: 'instance', port: 5432 },
    { from: 'bootstrap job', to: 'API server', port: 6443 },
    { from: 'bootstrap job', to: 'object store', port: objectStorePort },
    { from: 'pooler', to: 'instance', port: 5432 },
    { from: 'pooler', to: 'API server', port: 6443 },
    { from: 'application', to: 'pooler', port: 5432 },
    { from: 'monitoring', to: 'instance', port: 9187 },
    { from: 'monitoring', to: 'pooler', port: 9127 },
  ];
}

/** Flows that must not pass, or the policies would guard nothing. */
export const FORBIDDEN_FLOWS: readonly PartyFlow[] = [
  { from: 'application', to: 'instance', port: 5432 },
  { from: 'application', to: 'instance', port: 8000 },
  { from: 'stranger', to: 'instance', port: 5432 },
  { from: 'stranger', to: 'pooler', port: 5432 },
  { from: 'monitoring', to: 'instance', port: 5432 },
  { from: 'pooler', to: 'instance', port: 8000 },
  { from: 'instance', to: 'application', port: 80 },
  { from: 'stranger', to: 'backup plugin', port: 9090 },
];

export async function observeNetwork({
  kubectl,
  rig,
  deployed,
  platform,
  pods,
  namespace,
}: RunningProduction): Promise<Network> {
  const namespaces = new Map(
    (await kubectl.list<LiveNamespace>('namespaces')).map((each) => [each.metadata.name, each]),
  );
  const memberOf = (pod: LivePod): Member<PodPeer> => {
    const { name, namespace: home = 'default', labels = {} } = pod.metadata;
    return { party: partyOf(pod), name, peer: podPeer(home, labels, namespaces.get(home)?.metadata.labels) };
  };
  const guarded = pods.map(memberOf);
  const system = (await kubectl.list<LivePod>('pods', 'cnpg-system')).map(memberOf);
  const standIns: readonly Member[] = [
    { party: 'application', name: 'an application', peer: podPeer(namespace, {}) },
    {
      party: 'monitoring',
      name: 'Prometheus',
      peer: podPeer('monitoring', { 'app.kubernetes.io/name': 'prometheus' }),
    },
    { party: 'stranger', name: 'a pod of another namespace', peer: podPeer('default', {}) },
    { party: 'API server', name: 'the API server', peer: { kind: 'address', ip: '10.96.0.1' } },
    { party: 'object store', name: 'S3', peer: { kind: 'address', ip: new URL(rig.s3.endpointForPods).hostname } },
  ];
  return {
    policies: [...platform, ...deployed].filter(isNetworkPolicy),
    guarded,
    members: [...guarded, ...system, ...standIns],
    objectStorePort: portOf(rig.s3.endpointForPods),
  };
}

/** Each of the flows between two members that the policies let pass, or do not. */
export function flowsThat(
  does: 'pass' | 'do not pass',
  { network, flows }: { readonly network: Network; readonly flows: readonly PartyFlow[] },
): readonly string[] {
  return flows.flatMap(({ from, to, port }) => {
    const sources = network.members.filter(({ party }) => party === from);
    const targets = network.members.filter(({ party }) => party === to);
    const pairs = sources.flatMap((source) =>
      targets.filter((target) => target !== source).map((target) => ({ source, target })),
    );
    if (pairs.length === 0) throw new Error(`nobody to look at from ${from} to ${to}`);
    return pairs
      .filter(
        ({ source, target }) =>
          lets(network.policies, { from: source.peer, to: target.peer, port }) === (does === 'pass'),
      )
      .map(({ source, target }) => `${source.name} → ${target.name}:${port}`);
  });
}

/** The directions in which some policy speaks for a pod; in any other it is open to everybody. */
export function guardedDirections(pod: PodPeer, policies: readonly NetworkPolicy[]): readonly string[] {
  return [...new Set(policiesOf(pod, policies).flatMap(({ spec }) => spec.policyTypes ?? []))].toSorted();
}

function podPeer(
  namespace: string,
  labels: PodPeer['labels'],
  namespaceLabels: PodPeer['labels'] = { 'kubernetes.io/metadata.name': namespace },
): PodPeer {
  return { kind: 'pod', namespace, namespaceLabels, labels };
}

/** By the labels that the operator gives, and those of the operator's and the plugin's own manifests. */
function partyOf({ metadata: { name, labels = {} } }: LivePod): Party {
  if (labels['cnpg.io/jobRole'] !== undefined) return 'bootstrap job';
  if (labels['cnpg.io/podRole'] === 'instance') return 'instance';
  if (labels['cnpg.io/podRole'] === 'pooler') return 'pooler';
  if (labels['app.kubernetes.io/name'] === 'cloudnative-pg') return 'operator';
  if (labels['app'] === 'barman-cloud') return 'backup plugin';
  throw new Error(`${name} is none of the pods that this project knows: ${JSON.stringify(labels)}`);
}
