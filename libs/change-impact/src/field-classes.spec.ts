import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isKeyedList } from './field-changes.ts';
import { impactRuleFor, IMPACT_RULES } from './impact-rules.ts';
import type { FieldPath } from './field-impact.ts';

interface Field {
  readonly kind: string;
  readonly path: FieldPath;
}

/** A change is reported at a list that has no keys, so that is where its fields must have their class. */
function reportedAt(path: readonly string[]): FieldPath {
  const list = path.findIndex((key, index) => key === '*' && !isKeyedList(path.slice(0, index)));
  return (list < 0 ? path : path.slice(0, list)).map((key) => (key === '*' ? 0 : key === '<key>' ? 'some-key' : key));
}

const FIELDS: readonly Field[] = readFileSync(join(import.meta.dirname, 'crd-fields.golden.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .flatMap((line) => {
    const [kind = '', parent = '', ...children] = line.split(' ');
    return children.map((child) => ({ kind, path: reportedAt([...parent.split('.'), child]) }));
  });

describe('every field has a class', () => {
  test('of the kinds of CloudNativePG and its backup plugin', () => {
    const without = FIELDS.filter(({ kind, path }) => impactRuleFor(kind, path) === undefined);
    expect(without).toEqual([]);
  });

  test('the list holds the fields of eleven kinds, and not just a few', () => {
    expect(new Set(FIELDS.map(({ kind }) => kind)).size).toBe(11);
    expect(FIELDS.length).toBeGreaterThan(1500);
  });

  test('a field that no version of the CRD has gets none', () => {
    expect(impactRuleFor('Cluster', ['spec', 'replicas'])).toBeUndefined();
    expect(impactRuleFor('Deployment', ['spec', 'replicas'])).toBeUndefined();
  });

  test('it is the one that the golden file says', () => {
    const rules = Map.groupBy(FIELDS, ({ kind, path }) => `${kind} ${path.slice(0, 3).join('.')}`);
    const lines = [...rules].map(([place, fields]) => {
      const ids = fields.map(({ kind, path }) => impactRuleFor(kind, path)?.id ?? 'none');
      return `${place}: ${[...new Set(ids)].sort().join(' ')}`;
    });
    expect(`${lines.sort().join('\n')}\n`).toBe(
      readFileSync(join(import.meta.dirname, 'field-classes.golden.txt'), 'utf8'),
    );
  });
});

describe('what no CRD lists has its class too', () => {
  const annotation = (name: string): FieldPath => ['metadata', 'annotations', name];
  test.each([
    ['Cluster', annotation('cnpg.io/podPatch'), 'cluster-pod-annotation'],
    ['Cluster', annotation('cnpg.io/hibernation'), 'cluster-hibernation'],
    ['Cluster', annotation('cnpg.io/fencedInstances'), 'cluster-fencing'],
    ['Cluster', annotation('kubectl.kubernetes.io/restartedAt'), 'cluster-restart-annotation'],
    ['Cluster', annotation('cnpg.io/skipWalArchiving'), 'cluster-skip-archiving'],
    ['Cluster', annotation('cnpg.io/reconcilePodSpec'), 'cluster-pod-reconciliation'],
    ['Cluster', annotation('cnpg.io/reconciliationLoop'), 'cluster-reconciliation'],
    ['Cluster', annotation('cnpg.io/validation'), 'cluster-read-live-annotation'],
    ['Cluster', annotation('alpha.cnpg.io/failoverQuorum'), 'cluster-quorum-annotation'],
    ['Pooler', annotation('cnpg.io/hibernation'), 'metadata'],
    ['Cluster', ['metadata', 'labels', 'team'], 'metadata'],
    ['Cluster', ['spec', 'walStorage'], 'cluster-wal-storage'],
    ['Cluster', ['spec', 'plugins', 0, 'parameters', 'barmanObjectName'], 'cluster-plugin-store'],
    ['Cluster', ['spec', 'plugins', 0, 'parameters', 'serverName'], 'cluster-plugin-server-name'],
    ['Pooler', ['spec', 'pgbouncer', 'parameters', 'listen_backlog'], 'pooler-start-setting'],
    ['Application', ['spec', 'source', 'targetRevision'], 'operator-version'],
    ['Application', ['spec', 'syncPolicy', 'automated'], 'delivery'],
    ['ExternalSecret', ['spec', 'refreshInterval'], 'external-secret'],
    ['ConfigMap', ['data', 'queries'], 'configuration-map'],
    ['SecretStore', ['spec', 'provider'], 'secret-store'],
    ['PodDisruptionBudget', ['spec', 'maxUnavailable'], 'beside-database'],
    ['NetworkPolicy', ['spec', 'ingress'], 'network-policy'],
    ['StorageClass', ['provisioner'], 'storage-class'],
    ['StorageClass', ['allowVolumeExpansion'], 'storage-class-expansion'],
    ['Namespace', ['spec', 'finalizers'], 'namespace'],
  ] as const)('%s %j: %s', (kind, path, id) => {
    expect(impactRuleFor(kind, path)?.id).toBe(id);
  });
});

describe('every rule judges what it names', () => {
  const named = IMPACT_RULES.flatMap(({ id, kinds, paths }) =>
    paths.map((pattern) => ({
      id,
      kind: kinds[0] ?? '',
      path: pattern.map((key) => (key === '*' ? 0 : key === '**' ? 'x' : key)),
    })),
  );
  test.each(named.map((place) => ({ ...place, at: place.path.join('.') })))('$id: $kind $at', ({ id, kind, path }) => {
    expect(impactRuleFor(kind, path)?.id).toBe(id);
  });

  test('ids are unique, and every rule names its source and its reason', () => {
    const ids = IMPACT_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(IMPACT_RULES.filter(({ reason, source }) => !reason.endsWith('.') || source.length < 8)).toEqual([]);
  });
});
