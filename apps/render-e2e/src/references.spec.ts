import type { KubeObject } from '@postgres-ha/kube-manifest';
import { expect, test } from 'vitest';
import { dangling, mentions } from './references.ts';

function object(kind: string, name: string, wave: number, spec: unknown): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
    spec,
  };
}

const store = object('ObjectStore', 'orders', -10, {
  configuration: { s3Credentials: { accessKeyId: { name: 'keys', key: 'id' } } },
});
const cluster = object('Cluster', 'orders', 0, { plugins: [{ parameters: { barmanObjectName: 'orders' } }] });
const keys = object('ExternalSecret', 'any', -10, { target: { name: 'keys' } });

const nothing = (): boolean => false;

test('objects that refer to each other and to earlier waves dangle nowhere', () => {
  expect(dangling({ of: [cluster, store, keys], among: [cluster, store, keys], fromElsewhere: nothing })).toEqual([]);
});

test('a reference to what nothing makes is found, with its path', () => {
  expect(dangling({ of: [store], among: [store], fromElsewhere: nothing })).toEqual([
    'ObjectStore orders spec.configuration.s3Credentials.accessKeyId: Secret keys, which nothing makes',
  ]);
});

test('what is made outside satisfies a reference', () => {
  expect(
    dangling({ of: [store], among: [store], fromElsewhere: ({ kind, name }) => kind === 'Secret' && name === 'keys' }),
  ).toEqual([]);
});

test('a reference to a later wave is found', () => {
  const late = object('ObjectStore', 'orders', 10, {});
  expect(dangling({ of: [cluster, late], among: [cluster, late], fromElsewhere: nothing })).toEqual([
    'Cluster orders spec.plugins[0].parameters.barmanObjectName: ObjectStore orders, which only a later wave makes',
  ]);
});

test('a mention is a whole string anywhere in an object', () => {
  expect(mentions(cluster, new Set(['orders']))).toEqual(['orders', 'orders']);
  expect(mentions(cluster, new Set(['order']))).toEqual([]);
});
