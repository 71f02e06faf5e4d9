import { join } from 'node:path';
import type { ClusterSurroundings, Surroundings } from '@postgres-ha/cluster-evidence';
import { seen, unseen } from '@postgres-ha/diagnosis';
import { healthyEvidence } from '@postgres-ha/diagnosis/examples';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../proof.ts';
import { readTarget } from '../read-target.ts';
import { judgeSurroundings, type Expected } from './judge-surroundings.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const silent = unseen('forbidden', 'list: 403');

async function production(): Promise<Expected> {
  const read = await readTarget('production', { options: { root: CHECKOUT }, workingDirectory: '/' });
  if (read.kind === 'refused' || read.value.environment === undefined) throw new Error('production cannot be read');
  return { environment: read.value.environment, clusters: read.value.environment.clusters };
}

function node(name: string, zone: string, more: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    spec: more,
    status: { conditions: [{ type: 'Ready', status: 'True' }], allocatable: { cpu: '16', memory: '64Gi' } },
  };
}

function deployment(name: string, namespace: string, image: string): KubeObject {
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
    spec: { template: { spec: { containers: [{ image }] } } },
    status: { conditions: [{ type: 'Available', status: 'True' }] },
  };
}

function namespace(name: string): KubeObject {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Where everything is that production takes. */
function ready(
  { clusters }: Expected,
  more: Partial<Surroundings> = {},
  own: Partial<ClusterSurroundings> = {},
): Surroundings {
  const groups = [
    'postgresql.cnpg.io',
    'barmancloud.cnpg.io',
    'cert-manager.io',
    'external-secrets.io',
    'monitoring.coreos.com',
  ];
  return {
    kubernetes: seen('v1.34.4'),
    nodes: seen(['a', 'b', 'c'].map((zone) => node(`node-${zone}`, zone))),
    storageClasses: seen([
      {
        ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast-ssd' } },
        ...{ provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true },
      },
    ]),
    namespaces: new Map(['cnpg-system', 'link-services'].map((name) => [name, seen(namespace(name))])),
    groups: seen(new Map(groups.map((group) => [group, ['v1']]))),
    deployments: seen([
      deployment('cnpg-controller-manager', 'cnpg-system', 'cloudnative-pg:1.30.0'),
      deployment('barman-cloud', 'cnpg-system', 'plugin-barman-cloud:v0.14.0'),
      deployment('cert-manager', 'cert-manager', 'cert-manager:v1.19.0'),
      deployment('external-secrets', 'external-secrets', 'external-secrets:v1'),
    ]),
    clusters: new Map(
      clusters.map(({ name }) => [
        name,
        { secrets: [], objectStore: healthyEvidence().objectStore, dryRun: seen([]), ...own },
      ]),
    ),
    ...more,
  };
}

async function wrong(more: Partial<Surroundings>, own: Partial<ClusterSurroundings> = {}) {
  const expected = await production();
  const proofs = judgeSurroundings(ready(expected, more, own), expected);
  const others = proofs.filter(({ outcome }) => outcome !== 'ok');
  return { code: codeOf(proofs), wrong: Object.fromEntries(others.map(({ id, outcome }) => [id, outcome])) };
}

test('where everything is, nothing is found', async () => {
  expect(await wrong({})).toEqual({ code: 0, wrong: {} });
});

test('what file 00 brings may be missing, and is no finding', async () => {
  const nothing = {
    namespaces: new Map(['cnpg-system', 'link-services'].map((name) => [name, unseen('absent', '404')])),
    storageClasses: seen([]),
    groups: seen(
      new Map([
        ['cert-manager.io', ['v1']],
        ['external-secrets.io', ['v1']],
        ['monitoring.coreos.com', ['v1']],
      ]),
    ),
  };
  const { code, wrong: missing } = await wrong(nothing, { objectStore: unseen('absent', 'there is no plugin') });
  expect(new Set(Object.values(missing))).toEqual(new Set(['later']));
  expect(Object.keys(missing)).toEqual(
    expect.arrayContaining([
      'namespace-link-services',
      'storage-postgres-cluster',
      'operator',
      'plugin',
      'bucket-postgres-cluster',
    ]),
  );
  expect(code).toBe(0);
});

test.each([
  { name: 'no node', nodes: [] },
  { name: 'too few nodes', nodes: [node('a', 'a'), node('b', 'b')] },
  { name: 'one zone', nodes: ['a', 'b', 'c'].map((name) => node(name, 'same')) },
  {
    name: 'a tainted node',
    nodes: [node('a', 'a'), node('b', 'b'), node('c', 'c', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] })],
  },
  { name: 'a cordoned node', nodes: [node('a', 'a'), node('b', 'b'), node('c', 'c', { unschedulable: true })] },
])('$name is a finding', async ({ nodes }) => {
  expect(await wrong({ nodes: seen(nodes) })).toEqual({ code: 1, wrong: { 'nodes-postgres-cluster': 'failed' } });
});

test.each([
  { version: 'v1.29.3', outcome: { kubernetes: 'failed' }, code: 1 },
  { version: 'v1.33.1', outcome: {}, code: 0 },
  { version: 'v1.37.0', outcome: {}, code: 0 },
  { version: 'unheard of', outcome: { kubernetes: 'unknown' }, code: 3 },
])('Kubernetes $version', async ({ version, outcome, code }) => {
  expect(await wrong({ kubernetes: seen(version) })).toEqual({ code, wrong: outcome });
});

describe('a StorageClass', () => {
  const storageClass = (more: Readonly<Record<string, unknown>>) =>
    seen([
      {
        ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast-ssd' } },
        ...{ provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true },
        ...more,
      },
    ]);

  test.each([
    { name: 'whose volumes cannot grow', more: { allowVolumeExpansion: false } },
    { name: 'that binds before it is known where', more: { volumeBindingMode: 'Immediate' } },
    { name: 'of another provisioner', more: { provisioner: 'rancher.io/local-path' } },
  ])('$name is a finding', async ({ more }) => {
    expect(await wrong({ storageClasses: storageClass(more) })).toEqual({
      code: 1,
      wrong: { 'storage-postgres-cluster': 'failed' },
    });
  });
});

test.each(['nodes', 'storageClasses', 'deployments', 'groups'] as const)(
  '%s that may not be seen are unknown',
  async (look) => {
    const { code, wrong: unknown } = await wrong({ [look]: silent });
    expect(code).toBe(3);
    expect(new Set(Object.values(unknown))).toEqual(new Set(['unknown']));
  },
);

test('what the environment says to be there already is a finding where it is not', async () => {
  const groups = seen(
    new Map(['postgresql.cnpg.io', 'barmancloud.cnpg.io', 'monitoring.coreos.com'].map((group) => [group, ['v1']])),
  );
  expect(await wrong({ groups })).toEqual({
    code: 1,
    wrong: { 'cert-manager': 'failed', 'external-secrets': 'failed' },
  });
});

test('a bucket that is not there is a finding, with the store’s own code', async () => {
  const store = healthyEvidence().objectStore;
  if (store.kind === 'unseen') throw new Error('the example was asked');
  const steps = store.value.steps.map((step) =>
    step.step === 'bucket' ? { ...step, outcome: 'failed' as const, code: 'NoSuchBucket' } : step,
  );
  const expected = await production();
  const own = { objectStore: seen({ ...store.value, steps }) };
  const proofs = judgeSurroundings(ready(expected, {}, own), expected);
  const bucket = proofs.find(({ id }) => id === 'bucket-postgres-cluster');
  expect(bucket?.outcome).toBe('failed');
  expect(bucket?.because).toContain('NoSuchBucket');
});

test('what the API server refuses is a finding', async () => {
  const object: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } };
  const refused = { kind: 'refused', message: 'no', causes: [] } as const;
  expect(await wrong({}, { dryRun: seen([{ object, verdict: refused }]) })).toEqual({
    code: 1,
    wrong: { 'admission-postgres-cluster': 'failed' },
  });
});

test('a Secret that External Secrets makes may be missing; one without its key may not', async () => {
  const secret = { name: 's', referredBy: 'Cluster', wantedKeys: ['password'] };
  const has = seen({ type: 'Opaque', keys: ['pass'], remarks: [] });
  expect(await wrong({}, { secrets: [{ ...secret, found: unseen('absent', '404') }] })).toEqual({
    code: 0,
    wrong: { 'secret-s': 'later' },
  });
  expect(await wrong({}, { secrets: [{ ...secret, found: has }] })).toEqual({
    code: 1,
    wrong: { 'secret-s': 'failed' },
  });
  expect(await wrong({}, { secrets: [{ ...secret, found: silent }] })).toEqual({
    code: 3,
    wrong: { 'secret-s': 'unknown' },
  });
});
