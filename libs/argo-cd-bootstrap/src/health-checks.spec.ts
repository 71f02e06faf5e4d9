import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cluster, CLUSTER_CASES, HEALTHY, PHASES } from './cluster-cases.ts';
import { checkKey, OBJECT_STORE } from './health-case.ts';
import { healthCheck, healthChecks, scriptFiles } from './health-checks.ts';
import { KIND_CASES } from './kind-cases.ts';
import { healthOf, type ApiObject } from './lua-health.ts';

/** @see https://github.com/cloudnative-pg/cloudnative-pg/tree/v1.30.0/config/crd/bases */
const KINDS = [
  ...['Backup', 'Cluster', 'ClusterImageCatalog', 'Database', 'DatabaseRole', 'FailoverQuorum', 'ImageCatalog'],
  ...['Pooler', 'Publication', 'ScheduledBackup', 'Subscription', OBJECT_STORE],
];

test('every kind of the operator and of the backup plugin has a health check', () => {
  expect([...healthChecks().keys()].toSorted()).toEqual(KINDS.map(checkKey).toSorted());
});

test('every script is the check of some kind', () => {
  expect(new Set(healthChecks().values())).toHaveLength(scriptFiles().length);
});

test('every kind is judged healthy in some case and not in another', () => {
  const cases = [...CLUSTER_CASES, ...KIND_CASES];
  const judged = (healthy: boolean): ReadonlySet<string> =>
    new Set(cases.filter(({ status }) => (status === 'Healthy') === healthy).map(({ kind }) => kind));
  expect([judged(true), judged(false)]).toEqual([new Set(KINDS), new Set(KINDS)]);
});

test.each([...CLUSTER_CASES, ...KIND_CASES])('a $kind $name is $status', ({ kind, object, status, says = '' }) => {
  const health = healthOf(healthCheck(kind), object);
  expect(health.status).toBe(status);
  expect(health.message).toContain(says);
  expect(health.message).not.toBe('');
});

test('a Cluster is healthy in no phase but one, whatever else its status says', () => {
  const script = healthCheck('Cluster');
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...Object.keys(PHASES)), fc.string()), (phase) => {
      fc.pre(phase !== HEALTHY);
      expect(healthOf(script, cluster({ status: { phase } })).status).not.toBe('Healthy');
    }),
  );
});

// An ObjectStore is settings; its script says why one without status counts as healthy all the same.
describe('an object that nobody has reported on is not healthy', () => {
  const bare: readonly ApiObject[] = [
    {},
    { metadata: { name: 'x', generation: 1 } },
    { metadata: { name: 'x' }, spec: {}, status: {} },
    { spec: null, status: null, metadata: null },
    { status: { conditions: [] } },
    { status: { conditions: null, phase: null } },
  ];
  test.each(KINDS.filter((kind) => kind !== OBJECT_STORE))('%s', (kind) => {
    for (const object of bare) {
      expect(['Progressing', 'Degraded']).toContain(healthOf(healthCheck(kind), object).status);
    }
  });
});
