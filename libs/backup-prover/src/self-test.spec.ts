import { crc32 } from 'node:zlib';
import { readCatalog, recoverableIntervals } from '@postgres-ha/backup-catalog';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backupFacts } from './backup-facts.ts';
import { keepingTexts } from './keeping-texts.ts';
import { exampleStore, type ExampleStore } from './planted/example-store.ts';
import type { ReadWal } from './planted/flipped-bit.ts';
import { readText } from './read-text.ts';
import { readWal } from './read-wal.ts';
import { beginSelfTest, type Checkers, type RunningSelfTest } from './self-test.ts';
import { wayFrom } from './way.ts';

const NOW = new Date('2026-11-25T14:10:00Z');
const { signal } = new AbortController();

/** A generator that gives these in turn, so that a failure can be had again. */
function inTurn(values: readonly number[]): () => number {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
}

async function tested(
  store: ExampleStore,
  { random = inTurn([0.5]), checkers = {} }: { readonly random?: () => number; readonly checkers?: Checkers } = {},
): Promise<RunningSelfTest> {
  const source = keepingTexts({
    list: (prefix) => store.list(prefix),
    readText: (object) => readText(object, { store, signal }),
  });
  const { servers } = await readCatalog(source);
  const [server] = servers;
  if (server === undefined) throw new Error('the example has a server');
  const recovery = recoverableIntervals(server);
  const test = await beginSelfTest({ server, recovery }, { store, source, now: NOW, random, signal, checkers });
  const [backup] = server.backups;
  const [found] = recovery.backups;
  if (backup === undefined || found?.kind !== 'recoverable') return test;
  const facts = backupFacts(backup);
  const way = wayFrom(found, { server, damaged: new Set() });
  if (facts.kind === 'facts' && way !== undefined) {
    await test.beforeReading({ backup, facts: facts.facts, way });
    await test.beforeReading({ backup, facts: facts.facts, way });
  }
  return test;
}

describe.each([{ ending: '.gz' as const }, { ending: '' as const }])(
  'an archive with segments *$ending',
  ({ ending }) => {
    test('has a segment hidden and a bit flipped, and both are found, wherever they are', async () => {
      const some = fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 12, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(some, async (values) => {
          const test = await tested(exampleStore(ending), { random: inTurn(values) });
          expect(test.result()?.plants).toMatchObject([
            { kind: 'hidden-segment', found: true },
            { kind: 'flipped-bit', found: true },
          ]);
          expect(test.passed()).toBe(true);
        }),
        { numRuns: 12 },
      );
    });

    test('has them found even where chance leads to one place each time, and nothing depends on what is there', async () => {
      await fc.assert(
        fc.asyncProperty(fc.double({ min: 0, max: 0.999_999, noNaN: true }), async (value) => {
          const test = await tested(exampleStore(ending), { random: () => value });
          expect(test.result()?.plants[1]).toMatchObject({ kind: 'flipped-bit', found: true });
        }),
        { numRuns: 40 },
      );
    });

    test('costs one object once, and no text twice', async () => {
      const store = exampleStore(ending);
      const test = await tested(store);
      const key = test.result()?.plants[1]?.object ?? '';
      expect(store.reads.filter((each) => each.includes('/wals/'))).toEqual([key]);
      expect(store.reads.filter((each) => each.endsWith('backup.info'))).toHaveLength(1);
      expect(test.bytes()).toBe(store.objects.get(key)?.length);
    });

    test('is as it was', async () => {
      const store = exampleStore(ending);
      await tested(store);
      const sums = ({ objects }: ExampleStore) => [...objects].map(([key, bytes]) => [key, crc32(bytes)]);
      expect(sums(store)).toEqual(sums(exampleStore(ending)));
    });
  },
);

describe('a verifier that finds nothing', () => {
  const blind: ReadWal = async (segments, reading) => {
    const seen = await readWal(segments, reading);
    return { ...seen, segments: seen.segments.map((each) => ({ ...each, findings: [] })) };
  };

  test.each([
    { name: 'in the names of objects', checkers: { judgeNames: () => [] }, missed: 'hidden-segment' },
    { name: 'in their bytes', checkers: { readWal: blind }, missed: 'flipped-bit' },
  ])('$name is seen to be one', async ({ checkers, missed }) => {
    const test = await tested(exampleStore('.gz'), { checkers });
    expect(test.passed()).toBe(false);
    expect(
      test
        .result()
        ?.plants.filter(({ found }) => !found)
        .map(({ kind }) => kind),
    ).toEqual([missed]);
  });
});

describe('where there is nothing to plant in', () => {
  test('no fault is planted', async () => {
    const store = exampleStore('');
    for (const key of store.objects.keys()) if (key.includes('/wals/')) store.objects.delete(key);
    const test = await tested(store);
    expect([test.result(), test.passed()]).toEqual([undefined, true]);
  });

  test('a segment that is damaged as it is takes no part, and one that cannot be read does not either', async () => {
    const store = exampleStore('');
    const own = [...store.objects.keys()].filter((key) => key.includes('/wals/')).sort();
    const [first = '', second = ''] = own;
    store.objects.get(first)?.fill(1, 0, 40);
    const read = store.read;
    const test = await tested({ ...store, read: (key, options) => read(key === second ? 'gone' : key, options) });
    expect(test.result()?.plants.map(({ kind }) => kind)).toEqual(['hidden-segment']);
  });
});
