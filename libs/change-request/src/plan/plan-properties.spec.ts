import { exampleFiles, exampleImage } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { applySplices, editYaml, readEdit } from '@postgres-ha/yaml-edit';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Intent } from '../intent/intent.ts';
import type { Planning } from './change-plan.ts';
import { inputsChanged } from './inputs-changed.ts';
import { judgeStates } from './judge-states.ts';
import { memoryState, renderedTexts } from './memory-state.ts';
import { planChange, type PlanOptions } from './plan-change.ts';

const at = new Date('2026-08-20T10:00:00Z');
const target = { environment: 'example', cluster: 'orders' };
const whole = { environment: 'example', cluster: undefined };
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const VARIANTS = OPTION_VARIANTS.map((variant) => renderedTexts(exampleFiles(variant)));

const size = fc.integer({ min: 1, max: 400 }).map((gibibytes) => `${gibibytes}Gi`);
const parameter = fc.record({
  name: fc.constantFrom(
    'work_mem',
    'max_connections',
    'jit',
    'wal_level',
    'random_page_cost',
    'auto_explain.log_timing',
  ),
  value: fc.option(fc.constantFrom('8MB', '250', 'on', 'off', 'replica', '1.1'), { nil: undefined }),
});
const options = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Anything that somebody may ask for, sensible or not. */
const intents: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    kind: fc.constant('scale' as const),
    target: fc.constant(target),
    instances: fc.integer({ min: 1, max: 7 }),
  }),
  fc
    .record({ storage: options(size), wal: options(size) })
    .map(({ storage, wal }): Intent => ({ kind: 'resize', target, ...(storage && { storage }), ...(wal && { wal }) })),
  fc
    .uniqueArray(parameter, { minLength: 1, maxLength: 3, selector: ({ name }) => name })
    .map((parameters): Intent => ({ kind: 'set', target, parameters })),
  fc
    .record({ cpu: options(fc.constantFrom('2', '500m')), memory: options(fc.constantFrom('4Gi', '8Gi')) })
    .map(({ cpu, memory }): Intent => ({ kind: 'resources', target, ...(cpu && { cpu }), ...(memory && { memory }) })),
  fc
    .constantFrom('16.16', '17.12', '17.11', '18.7')
    .chain((version) =>
      fc.constantFrom<Intent>(
        { kind: 'upgrade', target, image: exampleImage(version) },
        { kind: 'upgrade', target: whole, image: exampleImage(version) },
      ),
    ),
  fc.constantFrom<Intent>(
    { kind: 'maintenance', target, phase: 'start', reason: 'disks' },
    { kind: 'maintenance', target, phase: 'end' },
    { kind: 'freeze', target, reason: 'a launch: nothing' },
    { kind: 'freeze', target: whole, reason: '# not a comment' },
    { kind: 'unfreeze', target },
    { kind: 'backups', target, schedule: '15 1 * * *' },
    { kind: 'backups', target, retention: '45d', schedule: '0 0 2 * * *' },
    { kind: 'service', target, name: 'mail', connections: 3 },
    { kind: 'service', target, name: 'web', connections: 7 },
  ),
);

const texts = fc.constantFrom(...VARIANTS);

function planned(intent: Intent, base: ReadonlyMap<string, string>, changed: Partial<PlanOptions> = {}) {
  return planChange(intent, {
    state: memoryState(base),
    origin: { kind: 'comment', key: 'comment-1', by: 'ada', url: undefined, at },
    facts: new Map(),
    now: at,
    generator: 'test',
    digest,
    signal: AbortSignal.timeout(60_000),
    ...changed,
  });
}

function headOf(planning: Planning, base: ReadonlyMap<string, string>): Map<string, string> {
  const head = new Map(base);
  for (const { path, after } of planning.kind === 'plan' ? planning.files : []) {
    if (after === undefined) head.delete(path);
    else head.set(path, after);
  }
  return head;
}

describe('whatever is asked for, on whatever environment', () => {
  test('a plan comes to a state that nobody has to render again, and a refusal names its place', async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(intents, texts, async (intent, base) => {
        const planning = await planned(intent, base);
        if (planning.kind !== 'plan') {
          if ('problems' in planning) expect(planning.problems.length).toBeGreaterThan(0);
          return;
        }
        plans += 1;
        const head = headOf(planning, base);
        const review = await judgeStates({
          base: memoryState(base),
          head: memoryState(head),
          facts: new Map(),
          now: at,
          signal: AbortSignal.timeout(60_000),
        });
        if (review.kind !== 'judged') throw new Error(JSON.stringify(review.problems));
        expect(review.rendered).toEqual([]);
        expect(review.rules).toEqual(planning.judgement.rules);
        // Whoever reads the pull request by hand would come to the same files.
        for (const { path, role, before } of planning.files) {
          expect(before).toBe(base.get(path));
          expect(role).toBe(/\/\d\d-/.test(path) ? 'rendered' : 'intent');
        }
      }),
      { numRuns: 60 },
    );
    expect(plans).toBeGreaterThan(0);
  });

  test('nothing of what people wrote changes but whole entries that the intent is about', async () => {
    await fc.assert(
      fc.asyncProperty(intents, texts, async (intent, base) => {
        const planning = await planned(intent, base);
        const written = planning.kind === 'plan' ? planning.files.filter(({ role }) => role === 'intent') : [];
        for (const { before = '', after = '' } of written) {
          const [removed, added] = changedLines(before, after);
          expect([...removed, ...added].every((line) => mentions(intent, line))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the same question gets the same answer, in whatever order the files come', async () => {
    await fc.assert(
      fc.asyncProperty(intents, texts, async (intent, base) => {
        const [once, again] = [await planned(intent, base), await planned(intent, new Map([...base].toReversed()))];
        expect(again).toEqual(once);
      }),
      { numRuns: 20 },
    );
  });
});

/** Lines that only one of two texts has, those that are alike at both ends left out. */
function changedLines(before: string, after: string): readonly [readonly string[], readonly string[]] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const known = new Set(old);
  const kept = new Set(now);
  return [old.filter((line) => !kept.has(line)), now.filter((line) => !known.has(line))];
}

const KEYS: Readonly<Record<Intent['kind'], RegExp>> = {
  scale: /instances/,
  resize: /size|walStorage|storage|class/,
  set: /work_mem|max_connections|jit|wal_level|random_page_cost|log_timing|parameters|postgresql/,
  resources: /cpu|memory|resources/,
  upgrade: /image|registry\.example\.com|1[678]/,
  maintenance: /primaryUpdateStrategy|calendar|maintenance|cluster: orders|from:|reason|was/,
  freeze: /calendar|freezes|cluster: orders|from:|reason/,
  unfreeze: /calendar|freezes|cluster: orders|from:|reason/,
  backups: /schedule|retention|backup/,
  service: /services|name: mail|connections/,
};

function mentions({ kind }: Intent, line: string): boolean {
  return KEYS[kind].test(line);
}

describe('the hash of a plan', () => {
  const [base = new Map<string, string>()] = VARIANTS;
  const scale: Intent = { kind: 'scale', target, instances: 5 };
  const hashOf = async (changed: Partial<PlanOptions> = {}, intent = scale, on: ReadonlyMap<string, string> = base) => {
    const planning = await planned(intent, on, changed);
    if (planning.kind !== 'plan') throw new Error(JSON.stringify(planning));
    return planning.hash;
  };
  const facts = (observedAt: Date, ready = 3) =>
    ({
      kind: 'known',
      ageSeconds: 1,
      facts: {
        environment: 'example',
        cluster: 'orders',
        observedAt,
        expiresAt: at,
        health: 'healthy',
        instances: { wanted: 3, ready },
        primary: 'orders-1',
        timeline: 1,
        archiving: 'working',
        newestProof: undefined,
      },
    }) as const;

  test('is 64 hexadecimal digits', async () => {
    expect(await hashOf()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not change with the commit, the moment, overrides, other clusters, or facts that say the same again', async () => {
    const hash = await hashOf();
    expect(await hashOf({ state: memoryState(base, { commit: 'another' }) })).toBe(hash);
    expect(await hashOf({ now: new Date('2026-08-21T10:00:00Z') })).toBe(hash);
    const override = { rule: 'facts-unknown', by: 'bob', reason: 'seen', at, url: undefined };
    expect(await hashOf({ overrides: [override] })).toBe(hash);
    const more = new Map(base)
      .set('environments/example/notes.md', 'x')
      .set('environments/other/environment.yaml', 'x: 1');
    expect(await hashOf({}, scale, more)).toBe(hash);
    const earlier = await hashOf({ facts: () => facts(new Date(0)) });
    expect(await hashOf({ facts: () => facts(at) })).toBe(earlier);
  });

  test('changes with the intent, the program, what was read of the base, and what the facts say', async () => {
    const file = 'environments/example/orders/cluster.yaml';
    const hashes = [
      await hashOf(),
      await hashOf({}, { ...scale, instances: 4 }),
      await hashOf({ generator: 'another' }),
      await hashOf({}, scale, new Map(base).set(file, `# Mine.\n${base.get(file) ?? ''}`)),
      await hashOf({ facts: () => facts(at) }),
      await hashOf({ facts: () => facts(at, 2) }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('moves with the base exactly where what it is made from moves', async () => {
    const paths = [...base.keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.boolean(), async (path, comment) => {
        const moved = new Map(base).set(path, comment ? `${base.get(path) ?? ''}# Moved.\n` : (base.get(path) ?? ''));
        const signal = AbortSignal.timeout(60_000);
        const matters = await inputsChanged(target, { from: memoryState(base), to: memoryState(moved), signal });
        const isPlatform = path.endsWith('00-operator-install.yaml');
        expect(matters).toBe(comment && !isPlatform);
        expect((await hashOf({}, scale, moved)) !== (await hashOf())).toBe(matters);
      }),
      { numRuns: 12 },
    );
  });
});

test('an edit of a plan is what the editor would make of its expressions', async () => {
  const [base = new Map<string, string>()] = VARIANTS;
  const path = 'environments/example/orders/cluster.yaml';
  const planning = await planned({ kind: 'scale', target, instances: 5 }, base);
  const read = readEdit('instances=5');
  const edited = editYaml(base.get(path) ?? '', read.kind === 'edit' ? [read.edit] : []);
  const text = edited.kind === 'edited' ? applySplices(base.get(path) ?? '', edited.changes) : '';
  expect(planning.kind === 'plan' ? planning.files[0] : undefined).toMatchObject({ path, after: text });
});
