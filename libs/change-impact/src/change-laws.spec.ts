import fc from 'fast-check';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { describe, expect, test } from 'vitest';
import { changeImpact } from './change-impact.ts';
import { compareDisruptions, worstDisruption } from './disruption.ts';
import { edited, EXAMPLE, type Edit } from './example-objects.ts';
import { annotation, parameter, spec } from './impact-case.ts';
import { isList, isMap } from './value-at.ts';

/** Edits that do not take one another back: each is of a field of its own, and none of two that make up one part of a pod. */
const EDITS: readonly Edit[] = [
  parameter('work_mem', '8MB'),
  parameter('shared_buffers', '1GB'),
  parameter('max_connections', '150'),
  parameter('pg_stat_statements.max', '5000'),
  parameter('listen_addresses', '*'),
  parameter('unknown.thing', '1'),
  annotation('cnpg.io/hibernation', 'on'),
  annotation('example.com/x', 'y'),
  spec('instances', 4),
  spec('imageCatalogRef.major', 18),
  spec('resources.limits.memory', '8Gi'),
  spec('storage.size', '120Gi'),
  spec('storage.storageClass', 'slow'),
  spec('logLevel', 'debug'),
  spec('failoverDelay', 30),
  spec('walStorage', { size: '10Gi' }),
  spec('postgresql.pg_hba', []),
  spec('postgresql.synchronous.number', 2),
  spec('managed.roles.0.connectionLimit', 10),
  spec('plugins.0.parameters.serverName', 'x'),
  spec('inThe.future', { a: [1] }),
  { of: 'Pooler', at: 'spec.pgbouncer.poolMode', to: 'transaction' },
  { of: 'Pooler/orders-pooler-ro', at: '', to: undefined },
  { of: 'ObjectStore', at: 'spec.retentionPolicy', to: '7d' },
  { of: 'Database', at: 'spec.owner', to: 'b' },
  { of: 'NetworkPolicy', at: '', to: undefined },
];
const someEdits = fc.shuffledSubarray([...EDITS]);
const POLICIES: readonly (readonly Edit[])[] = [
  [],
  [spec('primaryUpdateMethod', 'switchover')],
  [spec('primaryUpdateStrategy', 'supervised')],
  [spec('instances', 1)],
  [spec('instances', 2)],
];
const somePolicy = fc.constantFrom(...POLICIES);

/** The same objects, in another order, with their keys in another order. */
function shuffled(objects: readonly KubeObject[], seed: number): readonly KubeObject[] {
  const turned = (value: unknown): unknown => {
    if (isList(value)) return value.map(turned);
    if (!isMap(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, turned(item)] as const);
    return Object.fromEntries(seed % 2 === 0 ? entries.reverse() : [...entries.slice(1), ...entries.slice(0, 1)]);
  };
  const cut = seed % objects.length;
  return [...objects.slice(cut), ...objects.slice(0, cut)].map((object) => turned(object) as KubeObject);
}

describe('laws of a change', () => {
  test('nothing changed is no impact', () => {
    fc.assert(
      fc.property(someEdits, somePolicy, fc.nat(), (edits, policy, seed) => {
        const objects = edited(EXAMPLE, [...policy, ...edits]);
        const { fields, hazards, disruption, prediction } = changeImpact({
          before: objects,
          after: shuffled(objects, seed),
        });
        expect({ fields, hazards, disruption }).toEqual({ fields: [], hazards: [], disruption: 'none' });
        expect(prediction).toMatchObject({
          standbys: 'untouched',
          primary: 'untouched',
          podsReplaced: 'none',
          writePause: 'none',
        });
      }),
    );
  });

  test('neither the order of objects nor that of keys counts', () => {
    fc.assert(
      fc.property(someEdits, somePolicy, fc.nat(), fc.nat(), (edits, policy, one, other) => {
        const before = edited(EXAMPLE, policy);
        const after = edited(before, edits);
        expect(changeImpact({ before: shuffled(before, one), after: shuffled(after, other) })).toEqual(
          changeImpact({ before, after }),
        );
      }),
    );
  });

  test('the order of edits does not count', () => {
    fc.assert(
      fc.property(someEdits, (edits) => {
        const after = edited(EXAMPLE, edits);
        expect(changeImpact({ before: EXAMPLE, after: edited(EXAMPLE, [...edits].reverse()) })).toEqual(
          changeImpact({ before: EXAMPLE, after }),
        );
      }),
    );
  });

  test('more changed fields never lower the disruption, and no field is lost', () => {
    fc.assert(
      fc.property(someEdits, somePolicy, fc.constantFrom(...EDITS), (edits, policy, another) => {
        fc.pre(!edits.includes(another));
        const before = edited(EXAMPLE, policy);
        const less = changeImpact({ before, after: edited(before, edits) });
        const more = changeImpact({ before, after: edited(before, [...edits, another]) });
        expect(compareDisruptions(more.disruption, less.disruption)).toBeGreaterThanOrEqual(0);
        expect(more.fields.length).toBeGreaterThanOrEqual(less.fields.length);
      }),
    );
  });

  test('the disruption is the worst of the fields, which come worst first', () => {
    fc.assert(
      fc.property(someEdits, somePolicy, (edits, policy) => {
        const before = edited(EXAMPLE, policy);
        const { disruption, fields } = changeImpact({ before, after: edited(before, edits) });
        expect(disruption).toBe(worstDisruption(fields.map((field) => field.disruption)));
        expect(disruption).toBe(fields[0]?.disruption ?? 'none');
      }),
    );
  });

  test('there and back names the same fields', () => {
    fc.assert(
      fc.property(someEdits, (edits) => {
        const after = edited(EXAMPLE, edits);
        const names = (before: readonly KubeObject[], now: readonly KubeObject[]): readonly string[] =>
          changeImpact({ before, after: now })
            .fields.map(({ object, path }) => `${object.kind} ${object.name} ${path.join('.')}`)
            .sort();
        expect(names(after, EXAMPLE)).toEqual(names(EXAMPLE, after));
      }),
    );
  });

  test('any field of any value is judged without an error', () => {
    const path = fc.array(
      fc.oneof(
        fc.constantFrom('spec', 'metadata', 'postgresql', 'parameters', 'plugins', 'instances', '0'),
        fc.string(),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(path, fc.jsonValue(), (at, to) => {
        fc.pre(!['kind', 'metadata', 'apiVersion', '__proto__'].includes(at[0] ?? '') && !at.includes('__proto__'));
        const after = edited(EXAMPLE, [{ at, to: to ?? undefined }]);
        expect(() => changeImpact({ before: EXAMPLE, after })).not.toThrow();
        expect(() => changeImpact({ before: after, after: EXAMPLE })).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
