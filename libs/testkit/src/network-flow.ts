import { BlockList } from 'node:net';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { selects, type Labels, type LabelSelector } from './label-selector.ts';

export interface PodPeer {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}
export type Peer = PodPeer | { readonly kind: 'address'; readonly ip: string };

export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

export interface NetworkPolicy extends KubeObject {
  readonly kind: 'NetworkPolicy';
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly { readonly from?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
    readonly egress?: readonly { readonly to?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
  };
}

interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyPort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

export function isNetworkPolicy(object: KubeObject): object is NetworkPolicy {
  return object.kind === 'NetworkPolicy';
}

/** The policies that speak for a pod, in either direction. */
export function policiesOf(pod: PodPeer, policies: readonly NetworkPolicy[]): readonly NetworkPolicy[] {
  return policies.filter(
    ({ metadata, spec }) => metadata.namespace === pod.namespace && selects(spec.podSelector, pod.labels),
  );
}

/**
 * Whether a network that enforces these policies lets the flow pass: out of its source and into its destination.
 * Ports by name are not looked up: a rule that uses one is taken as not matching.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function lets(policies: readonly NetworkPolicy[], flow: Flow): boolean {
  return passes(policies, flow, 'Egress') && passes(policies, flow, 'Ingress');
}

/** A pod is open in a direction until one policy of that direction selects it; from then on some rule must allow the flow. */
function passes(policies: readonly NetworkPolicy[], flow: Flow, direction: 'Ingress' | 'Egress'): boolean {
  const [guarded, other] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
  if (guarded.kind === 'address') return true;
  const speaking = policiesOf(guarded, policies).filter((policy) => directionsOf(policy).includes(direction));
  if (speaking.length === 0) return true;
  return speaking.some(({ spec }) => {
    const rules =
      direction === 'Egress'
        ? (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }))
        : (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }));
    return rules.some(
      ({ peers, ports }) =>
        (peers.length === 0 || peers.some((peer) => includesPeer(peer, other, guarded.namespace))) &&
        (ports.length === 0 || ports.some((port) => includesPort(port, flow))),
    );
  });
}

function directionsOf({ spec }: NetworkPolicy): readonly ('Ingress' | 'Egress')[] {
  return spec.policyTypes ?? (spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);
}

function includesPeer(
  { podSelector, namespaceSelector, ipBlock }: PolicyPeer,
  peer: Peer,
  policyNamespace: string,
): boolean {
  if (peer.kind === 'address') return ipBlock !== undefined && includesAddress(ipBlock, peer.ip);
  if (ipBlock !== undefined) return false;
  const namespaceFits =
    namespaceSelector === undefined
      ? peer.namespace === policyNamespace
      : selects(namespaceSelector, peer.namespaceLabels);
  return namespaceFits && selects(podSelector ?? {}, peer.labels);
}

function includesAddress({ cidr, except = [] }: { cidr: string; except?: readonly string[] }, ip: string): boolean {
  const inside = (range: string): boolean => {
    const [network = '', prefix] = range.split('/');
    const family = network.includes(':') ? 'ipv6' : 'ipv4';
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4');
  };
  return inside(cidr) && !except.some(inside);
}

function includesPort({ port, endPort, protocol = 'TCP' }: PolicyPort, flow: Flow): boolean {
  if (protocol !== (flow.protocol ?? 'TCP')) return false;
  if (port === undefined) return true;
  return typeof port === 'number' && flow.port >= port && flow.port <= (endPort ?? port);
}
