import type { FactsReading } from '@postgres-ha/cluster-facts';
import { example, exampleFiles, exampleImage, type ExampleChanges } from '@postgres-ha/environment/examples';
import { describe, expect, test } from 'vitest';
import type { Intent } from '../intent/intent.ts';
import { memoryState, renderedTexts } from './memory-state.ts';
import { planChange, type PlanOptions } from './plan-change.ts';

const now = new Date('2026-08-20T10:00:00Z');
const target = { environment: 'example', cluster: 'orders' };
const ORDERS = 'environments/example/orders';

const fleet = (changes: ExampleChanges = {}) => renderedTexts(exampleFiles(example(changes)));

async function planning(intent: Intent, changed: Partial<PlanOptions> = {}) {
  return planChange(intent, {
    state: memoryState(fleet()),
    origin: { kind: 'comment', key: 'comment-1', by: 'ada', url: undefined, at: now },
    facts: new Map(),
    now,
    generator: 'test',
    digest: (text) => text,
    signal: AbortSignal.timeout(60_000),
    ...changed,
  });
}

const scale = (instances: number, to = target): Intent => ({ kind: 'scale', target: to, instances });

describe('what cannot be asked for is refused at its place', () => {
  test.each<{ name: string; intent: Intent; on?: ExampleChanges; problem: object }>([
    {
      name: 'an environment that is not there',
      intent: scale(5, { ...target, environment: 'exampel' }),
      problem: {
        id: 'environment-unknown',
        file: 'environments/exampel',
        expected: 'one of example',
        remedy: /Was example meant/,
      },
    },
    {
      name: 'a cluster that is not there',
      intent: scale(5, { ...target, cluster: 'order' }),
      problem: { id: 'cluster-unknown', expected: 'one of orders', remedy: /Was orders meant/ },
    },
    {
      name: 'a cluster by a path',
      intent: scale(5, { ...target, cluster: '../example/orders' }),
      problem: { id: 'cluster-unknown' },
    },
    {
      name: 'an environment by a word of the language',
      intent: scale(5, { ...target, environment: '__proto__' }),
      problem: { id: 'environment-unknown' },
    },
    {
      name: 'fewer instances than a commit needs',
      intent: scale(2),
      problem: { id: 'synchronous-spare', file: `${ORDERS}/cluster.yaml` },
    },
    {
      name: 'a volume that shrinks',
      intent: { kind: 'resize', target, storage: '10Gi' },
      problem: { id: /^cnpg\//, file: `${ORDERS}/cluster.yaml`, at: 'storage.size' },
    },
    {
      name: 'a size that is none',
      intent: { kind: 'resize', target, storage: '100GB?' },
      problem: { at: 'storage.size', id: 'wrong-value' },
    },
    {
      name: 'a parameter that CloudNativePG keeps',
      intent: { kind: 'set', target, parameters: [{ name: 'ssl', value: 'off' }] },
      problem: { id: 'fixed-parameter', at: 'postgresql.parameters.ssl' },
    },
    {
      name: 'a parameter that PostgreSQL does not have',
      intent: { kind: 'set', target, parameters: [{ name: 'work_memm', value: '8MB' }] },
      problem: {
        id: 'impact/parameter-unreadable',
        file: `${ORDERS}/cluster.yaml`,
        at: 'postgresql.parameters.work_memm',
      },
    },
    {
      name: 'maintenance of a single instance, which nobody could take over from',
      intent: { kind: 'maintenance', target, phase: 'start' },
      on: { cluster: { instances: 1, synchronous: 'none', poolers: { ro: 'none' } } },
      problem: { id: 'supervised-single' },
    },
    {
      name: 'an image beside a catalogue',
      intent: { kind: 'upgrade', target, image: exampleImage('17.12') },
      on: { cluster: { postgresql: { catalog: { kind: 'ImageCatalog', name: 'shared' } } } },
      problem: { id: 'image-or-catalog' },
    },
    {
      name: 'a freeze that ends before it begins',
      intent: { kind: 'freeze', target, reason: 'x', until: new Date('2026-08-19T00:00:00Z') },
      problem: { id: 'calendar-order' },
    },
  ])('$name', async ({ intent, on, problem }) => {
    const found = await planning(intent, on === undefined ? {} : { state: memoryState(fleet(on)) });
    if (found.kind !== 'refused') throw new Error(JSON.stringify(found));
    const [first] = found.problems;
    for (const [key, value] of Object.entries(problem)) {
      const text = Object.entries(first ?? {}).find(([name]) => name === key)?.[1] as unknown;
      if (value instanceof RegExp) expect(text).toMatch(value);
      else expect(text, JSON.stringify(first)).toBe(value);
    }
  });

  test('anything of a cluster with two primaries but a freeze and the beginning of maintenance', async () => {
    const facts = new Map<string, FactsReading>([
      [
        'example/orders',
        {
          kind: 'known',
          ageSeconds: 1,
          facts: {
            environment: 'example',
            cluster: 'orders',
            observedAt: now,
            expiresAt: now,
            health: 'split-brain',
            instances: { wanted: 3, ready: 3 },
            primary: undefined,
            timeline: undefined,
            archiving: 'unknown',
            newestProof: undefined,
          },
        },
      ],
    ]);
    expect(await planning(scale(5), { facts })).toMatchObject({ kind: 'refused', problems: [{ id: 'split-brain' }] });
    const start = await planning({ kind: 'maintenance', target, phase: 'start' }, { facts });
    expect(start).toMatchObject({ kind: 'plan', judgement: { verdict: 'clean' } });
    expect((await planning({ kind: 'freeze', target, reason: 'two primaries' }, { facts })).kind).toBe('plan');
  });
});

describe('a base that is not fit is left alone', () => {
  const state = (edit: (texts: Map<string, string>) => void, irregular: readonly string[] = []) => {
    const texts = fleet();
    edit(texts);
    return memoryState(texts, { irregular });
  };

  test('with errors of its own', async () => {
    const found = await planning(scale(5), {
      state: state((texts) =>
        texts.set(`${ORDERS}/cluster.yaml`, `${texts.get(`${ORDERS}/cluster.yaml`) ?? ''}x: 1\n`),
      ),
    });
    expect(found).toMatchObject({
      kind: 'unfit-base',
      problems: [{ id: 'unknown-key', file: `${ORDERS}/cluster.yaml` }],
    });
  });

  test('with a file of someone else where a rendered one goes', async () => {
    const path = `${ORDERS}/01-postgres-cluster.yaml`;
    const found = await planning(scale(5), { state: state((texts) => texts.set(path, 'mine: true\n')) });
    expect(found).toMatchObject({ kind: 'unfit-base', problems: [{ id: 'foreign-file', file: path }] });
  });

  test('with a link where a rendered file goes, or a folder of it', async () => {
    for (const irregular of [`${ORDERS}/01-postgres-cluster.yaml`, ORDERS]) {
      const found = await planning(scale(5), {
        state: state((texts) => texts.delete(`${ORDERS}/01-postgres-cluster.yaml`), [irregular]),
      });
      expect(found).toMatchObject({ kind: 'unfit-base', problems: [{ id: 'irregular-file', file: irregular }] });
    }
  });

  test('with something rendered that nobody can read, which would have to be compared', async () => {
    const path = `${ORDERS}/01-postgres-cluster.yaml`;
    for (const broken of ['a: [', '- 5\n', '5\n', '--- {}\n', '*x\n']) {
      const found = await planning(scale(5), {
        state: state((texts) => texts.set(path, `${(texts.get(path) ?? '').split('\n')[0] ?? ''}\n${broken}`)),
      });
      expect(found).toMatchObject({ kind: 'unfit-base', problems: [{ id: 'rendered-unreadable', file: path }] });
    }
  });
});

test('reading that fails is no plan and no refusal, but the failure', async () => {
  const failing = { ...memoryState(fleet()), read: () => Promise.reject(new Error('503')) };
  await expect(planning(scale(5), { state: failing })).rejects.toThrow('503');
  await expect(planning(scale(5), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});
