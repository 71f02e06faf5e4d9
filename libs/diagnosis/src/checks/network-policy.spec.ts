import { describe, expect, test } from 'vitest';
import { object, type Spec } from '../fixtures/objects.ts';
import { policiesThatBlock, type Peer } from './network-policy.ts';

const peer = (role: string, namespace = 'link-services'): Peer => ({
  labels: { role },
  namespace,
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
});
const policy = (name: string, spec: Spec) => object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
const database = { matchLabels: { role: 'database' } };
const blocked = (
  policies: readonly ReturnType<typeof policy>[],
  from = peer('database'),
  port = 5432,
): readonly string[] => policiesThatBlock(policies, { from, to: peer('database'), port });

const DENY = policy('deny', { podSelector: {} });
const ALLOW = policy('allow', {
  podSelector: database,
  ingress: [{ from: [{ podSelector: database }], ports: [{ port: 5432 }] }],
});

describe('a connection between pods', () => {
  test('is allowed where no policy selects them', () => {
    expect(blocked([])).toEqual([]);
    expect(blocked([policy('other', { podSelector: { matchLabels: { role: 'web' } } })])).toEqual([]);
  });

  test('is kept apart by one that selects and allows nothing, and not where another one allows it', () => {
    expect(blocked([DENY])).toEqual(['Ingress of NetworkPolicy deny']);
    expect(blocked([DENY, ALLOW])).toEqual([]);
  });

  test('is kept apart on other ports and for other pods', () => {
    expect(blocked([ALLOW], peer('database'), 8000)).toEqual(['Ingress of NetworkPolicy allow']);
    expect(blocked([ALLOW], peer('web'))).toEqual(['Ingress of NetworkPolicy allow']);
  });

  test('is kept apart by the egress of the one that connects', () => {
    const egress = policy('out', {
      podSelector: database,
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 53 }] }],
    });
    expect(blocked([egress])).toEqual(['Egress of NetworkPolicy out']);
    expect(blocked([policy('silent', { podSelector: database, egress: [] })])).toEqual([
      'Ingress of NetworkPolicy silent',
      'Egress of NetworkPolicy silent',
    ]);
  });

  test('is allowed for a range of ports, by a block of addresses, by a name of a port and by a rule without ends', () => {
    const rules: readonly Spec[] = [
      { ports: [{ port: 5000, endPort: 6000 }] },
      { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 5432 }] },
      { ports: [{ port: 'postgresql' }] },
      {},
    ];
    for (const rule of rules) expect(blocked([policy('p', { podSelector: {}, ingress: [rule] })])).toEqual([]);
    expect(
      blocked([policy('p', { podSelector: {}, ingress: [{ ports: [{ port: 5432, protocol: 'UDP' }] }] })]),
    ).toHaveLength(1);
  });

  test('from another namespace needs one that selects it', () => {
    const far = peer('database', 'cnpg-system');
    expect(blocked([ALLOW], far)).toHaveLength(1);
    const named = policy('p', {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } } }] }],
    });
    expect(blocked([named], far)).toEqual([]);
    expect(blocked([named])).toHaveLength(1);
  });
});
