import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, listAt, mapAt, numberAt, textAt, textsAt } from '../reading/fields.ts';
import { nameOf, selects } from '../reading/objects.ts';

/** A pod as NetworkPolicies see it. */
export interface Peer {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly namespace: string;
  /** Labels of its namespace; undefined where they were not seen. */
  readonly namespaceLabels: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Policies of a namespace that keep one pod from reaching another on a TCP port: those that select it, where none of them allows it. Blocks of
 * addresses are taken to allow, since nobody knows what address a pod is seen by; so nothing is blamed that may be innocent.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function policiesThatBlock(
  policies: readonly KubeObject[],
  { from, to, port }: { readonly from: Peer; readonly to: Peer; readonly port: number },
): readonly string[] {
  return [...blocking(policies, 'Ingress', to, from, port), ...blocking(policies, 'Egress', from, to, port)];
}

function blocking(
  policies: readonly KubeObject[],
  direction: 'Ingress' | 'Egress',
  subject: Peer,
  other: Peer,
  port: number,
): readonly string[] {
  const applying = policies.filter(
    (policy) =>
      (textAt(policy, 'metadata', 'namespace') ?? subject.namespace) === subject.namespace &&
      selects(at(policy, 'spec', 'podSelector') ?? {}, subject.labels) &&
      directionsOf(policy).includes(direction),
  );
  const allowed = applying.some((policy) =>
    listAt(policy, 'spec', direction.toLowerCase()).some((rule) => allows(rule, direction, subject, other, port)),
  );
  return allowed ? [] : applying.map((policy) => `${direction} of NetworkPolicy ${nameOf(policy)}`);
}

function directionsOf(policy: KubeObject): readonly string[] {
  const types = textsAt(policy, 'spec', 'policyTypes');
  if (types.length > 0) return types;
  return at(policy, 'spec', 'egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

function allows(rule: unknown, direction: 'Ingress' | 'Egress', subject: Peer, other: Peer, port: number): boolean {
  const peers = listAt(rule, direction === 'Ingress' ? 'from' : 'to');
  const ports = listAt(rule, 'ports');
  return (
    (peers.length === 0 || peers.some((peer) => matches(peer, subject, other))) &&
    (ports.length === 0 || ports.some((each) => covers(each, port)))
  );
}

function matches(peer: unknown, subject: Peer, other: Peer): boolean {
  if (at(peer, 'ipBlock') !== undefined) return true;
  const namespaces = at(peer, 'namespaceSelector');
  const inNamespace =
    namespaces === undefined
      ? other.namespace === subject.namespace
      : other.namespaceLabels === undefined || selects(namespaces, other.namespaceLabels);
  const pods = at(peer, 'podSelector');
  return inNamespace && (pods === undefined || selects(pods, other.labels));
}

function covers(each: unknown, port: number): boolean {
  if ((textAt(each, 'protocol') ?? 'TCP') !== 'TCP') return false;
  const named = at(each, 'port');
  const first = numberAt(each, 'port');
  // A port by name may be any of the pod's: taken to allow.
  if (first === undefined) return named === undefined || typeof named === 'string';
  return port >= first && port <= (numberAt(each, 'endPort') ?? first);
}

export function peerOf(pod: KubeObject, namespace: string, namespaceLabels: Peer['namespaceLabels']): Peer {
  return { labels: mapAt(pod, 'metadata', 'labels'), namespace, namespaceLabels };
}
