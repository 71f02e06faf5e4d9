import { expect, test } from 'vitest';
import { lets, policiesOf, type NetworkPolicy, type Peer, type PodPeer } from './network-flow.ts';

function pod(labels: Record<string, string>, namespace = 'shop'): PodPeer {
  return { kind: 'pod', namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels };
}

function policy(name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

const database = pod({ app: 'database' });
const web = pod({ app: 'web' });
const stranger = pod({ app: 'web' }, 'elsewhere');
const outside: Peer = { kind: 'address', ip: '203.0.113.7' };

const fromWeb = policy('from-web', {
  podSelector: { matchLabels: { app: 'database' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
});

test('a pod that no policy selects is open', () => {
  expect(lets([fromWeb], { from: database, to: web, port: 80 })).toBe(true);
});

test('a peer without a namespace selector means pods of the policy’s own namespace', () => {
  expect(lets([fromWeb], { from: web, to: database, port: 5432 })).toBe(true);
  expect(lets([fromWeb], { from: stranger, to: database, port: 5432 })).toBe(false);
});

test('a flow to another port, of another protocol or from an address is not covered', () => {
  expect(lets([fromWeb], { from: web, to: database, port: 8000 })).toBe(false);
  expect(lets([fromWeb], { from: web, to: database, port: 5432, protocol: 'UDP' })).toBe(false);
  expect(lets([fromWeb], { from: outside, to: database, port: 5432 })).toBe(false);
});

test('a flow must be let out as well as let in', () => {
  const noWayOut = policy('no-way-out', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] });
  expect(lets([fromWeb, noWayOut], { from: web, to: database, port: 5432 })).toBe(false);
});

test('policies add up: one of them is enough', () => {
  const fromStrangers = policy('from-strangers', {
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } } }] }],
  });
  expect(lets([fromWeb, fromStrangers], { from: stranger, to: database, port: 5432 })).toBe(true);
});

test('a policy without a direction is about ingress, and about egress only when it has egress rules', () => {
  const silent = policy('silent', { podSelector: {} });
  const speaking = policy('speaking', { podSelector: {}, egress: [] });
  expect(lets([silent], { from: database, to: outside, port: 443 })).toBe(true);
  expect(lets([speaking], { from: database, to: outside, port: 443 })).toBe(false);
});

test('an address block covers its addresses less its exceptions', () => {
  const toInternet = policy('to-internet', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }], ports: [{ port: 400, endPort: 500 }] },
    ],
  });
  expect(lets([toInternet], { from: web, to: outside, port: 443 })).toBe(true);
  expect(lets([toInternet], { from: web, to: { kind: 'address', ip: '169.254.169.254' }, port: 443 })).toBe(false);
  expect(lets([toInternet], { from: web, to: outside, port: 501 })).toBe(false);
});

test('the policies of a pod are those of its namespace that select it', () => {
  expect(policiesOf(database, [fromWeb]).map(({ metadata }) => metadata.name)).toEqual(['from-web']);
  expect(policiesOf(pod({ app: 'database' }, 'elsewhere'), [fromWeb])).toEqual([]);
});
