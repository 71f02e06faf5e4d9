import { expect, test } from 'vitest';
import { isReplica } from './replica.ts';
import type { ClusterResource, Replica } from './cluster-resource.ts';

const SPEC: ClusterResource['spec'] = {
  instances: 1,
  minSyncReplicas: 0,
  maxSyncReplicas: 0,
  storage: {},
  postgresql: {},
  replicationSlots: {},
  postgresUID: 26,
  postgresGID: 26,
};

test.each<{ name: string; replica: Replica; is: boolean }>([
  { name: 'with a source alone is one', replica: { source: 'x' }, is: true },
  { name: 'that is enabled is one', replica: { source: 'x', enabled: true, primary: 'c1' }, is: true },
  { name: 'that is disabled is none', replica: { source: 'x', enabled: false }, is: false },
  { name: 'that names another primary is one', replica: { source: 'x', primary: 'x' }, is: true },
  { name: 'that names itself is none', replica: { source: 'x', primary: 'c1' }, is: false },
  { name: 'that names itself by self is none', replica: { source: 'x', self: 'x', primary: 'x' }, is: false },
  { name: 'goes by self before its name', replica: { source: 'x', self: 'x', primary: 'c1' }, is: true },
  { name: 'goes by its name when self is empty', replica: { source: 'x', self: '', primary: 'c1' }, is: false },
])('a cluster $name', ({ replica, is }) => {
  expect(isReplica({ metadata: { name: 'c1' }, spec: { ...SPEC, replica } })).toBe(is);
});

test('a cluster that says nothing of replicas is none', () => {
  expect(isReplica({ metadata: { name: 'c1' }, spec: SPEC })).toBe(false);
});
