import fc from 'fast-check';
import type { Fault, SeenRequest } from '@postgres-ha/testkit';
import { eventually } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFaultyStore, type FaultyStore } from './faulty-store.ts';
import { atEachChunk, noise, problemOf, readWhole } from './read-whole.ts';
import { startFauxqsServer } from './servers/fauxqs.ts';
import { createBucket, type S3Server } from './servers/s3-server.ts';

const BYTES = noise(120_000);
const MIB = 1024 * 1024;

let server: S3Server;
let bucket: string;
beforeAll(async () => {
  server = await startFauxqsServer();
  bucket = await createBucket(server);
  await using plain = await open(() => undefined);
  await plain.store.put('object', BYTES);
});
afterAll(() => server[Symbol.asyncDispose]());

function open(faultOf: (request: SeenRequest) => Fault | undefined, store = {}): Promise<FaultyStore> {
  return openFaultyStore({ server, bucket, faultOf, store });
}

describe('a stream that breaks', () => {
  const breaks: fc.Arbitrary<Fault> = fc.oneof(
    fc.record({ kind: fc.constantFrom('reset', 'short', 'stall'), afterBytes: fc.nat(BYTES.byteLength) }),
    fc.record({
      kind: fc.constant('cut' as const),
      sizes: fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 5 }),
    }),
    fc.constant<Fault>({ kind: 'refused' }),
    fc.constant<Fault>({ kind: 'silence' }),
    fc.constant<Fault>({ kind: 'status', status: 503, code: 'SlowDown' }),
  );
  const ranges = fc.option(
    fc
      .tuple(fc.nat(BYTES.byteLength), fc.nat(BYTES.byteLength))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
    { nil: undefined },
  );

  test('anywhere, in any cuts, gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(breaks, { maxLength: 8 }), ranges, async (faults, range) => {
        await using faulty = await open(({ index }) => faults[index], { retry: { attempts: 10 } });
        const bytes = await readWhole(faulty.store, 'object', range === undefined ? {} : { range });
        expect(bytes.equals(BYTES.subarray(range?.start ?? 0, range?.end ?? BYTES.byteLength))).toBe(true);
        expect(faulty.proxy.requests.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('goes on where it broke, of the same version only', async () => {
    await using faulty = await open(({ index }) => (index < 2 ? { kind: 'short', afterBytes: 50_000 } : undefined));
    expect((await readWhole(faulty.store, 'object')).equals(BYTES)).toBe(true);
    const { etag } = await faulty.store.stat('object');
    expect(faulty.proxy.requests.slice(0, 3).map(({ headers }) => [headers['range'], headers['if-match']])).toEqual([
      [undefined, undefined],
      ['bytes=50000-', `"${etag}"`],
      ['bytes=100000-', `"${etag}"`],
    ]);
  });

  test('is given up after so many attempts that get nowhere, with longer and longer waits between them', async () => {
    await using faulty = await open(() => ({ kind: 'status', status: 500 }), {
      retry: { attempts: 6, firstDelayMs: 100, longestDelayMs: 1_000 },
    });
    expect(await problemOf(readWhole(faulty.store, 'object'))).toBe('unavailable');
    expect(faulty.proxy.requests).toHaveLength(6);
    expect(faulty.clock.waits).toEqual([75, 150, 300, 600, 750]);
  });

  test('waits as long as the server asks, within the limit', async () => {
    const asks = ['2', '3000', 'tomorrow'];
    await using faulty = await open(
      ({ index }) => {
        const wait = asks[index];
        return wait === undefined
          ? undefined
          : { kind: 'status', status: 503, code: 'SlowDown', headers: { 'retry-after': wait } };
      },
      { retry: { firstDelayMs: 100, longestDelayMs: 5_000 } },
    );
    await readWhole(faulty.store, 'object');
    expect(faulty.clock.waits).toEqual([2_000, 5_000, 300]);
  });

  test('may break any number of times while it gets on', async () => {
    await using faulty = await open(
      ({ method, index }) => (method === 'GET' && index < 8 ? { kind: 'short', afterBytes: MIB } : undefined),
      {
        retry: { attempts: 2 },
      },
    );
    await using plain = await open(() => undefined);
    const bytes = noise(9 * MIB);
    await plain.store.put('long', bytes);
    expect((await readWhole(faulty.store, 'long')).equals(bytes)).toBe(true);
    expect(faulty.proxy.requests.length).toBe(9);
  });
});

describe('an object that is replaced while it is read', () => {
  test('is not continued with the bytes of the other', async () => {
    await using plain = await open(() => undefined);
    await plain.store.put('replaced', noise(200_000, 1));
    await using faulty = await open(({ index }) => (index === 0 ? { kind: 'short', afterBytes: 70_000 } : undefined));
    const reading = atEachChunk(faulty.store.read('replaced'), () => plain.store.put('replaced', noise(200_000, 2)));
    expect(await problemOf(reading)).toBe('object-changed');
  });

  test('is missing when it was removed', async () => {
    await using plain = await open(() => undefined);
    await plain.store.put('removed', noise(200_000));
    await using faulty = await open(({ index }) => (index === 0 ? { kind: 'short', afterBytes: 70_000 } : undefined));
    const reading = atEachChunk(faulty.store.read('removed'), () => plain.store.remove('removed'));
    expect(await problemOf(reading)).toBe('object-missing');
  });
});

describe('a server that does not do what it is asked', () => {
  const broken: Fault = { kind: 'short', afterBytes: 50_000 };
  const cases: readonly { readonly name: string; readonly second: Fault; readonly ends: string }[] = [
    { name: 'ignores If-Match', second: { kind: 'headers', headers: { etag: '"another"' } }, ends: 'object-changed' },
    {
      name: 'has another size by now',
      second: { kind: 'headers', headers: { 'content-range': 'bytes 50000-119999/120001' } },
      ends: 'object-changed',
    },
    {
      name: 'begins elsewhere',
      second: { kind: 'headers', headers: { 'content-range': 'bytes 49999-119998/120000' } },
      ends: 'unavailable',
    },
    { name: 'says no range', second: { kind: 'headers', headers: { 'content-range': '' } }, ends: 'object-changed' },
    { name: 'sends no etag', second: { kind: 'headers', headers: { etag: '' } }, ends: 'object-changed' },
    {
      name: 'sends neither etag nor time',
      second: { kind: 'headers', headers: { etag: '', 'last-modified': '' } },
      ends: 'unavailable',
    },
    {
      name: 'does not say how long its answer is',
      second: { kind: 'headers', headers: { 'content-length': '' } },
      ends: 'unavailable',
    },
    {
      name: 'says that there is nothing there',
      second: { kind: 'status', status: 416, code: 'InvalidRange' },
      ends: 'unavailable',
    },
  ];

  test.each(cases)('and $name is not believed', async ({ second, ends }) => {
    await using faulty = await open(({ index }) => (index === 0 ? broken : second));
    expect(await problemOf(readWhole(faulty.store, 'object'))).toBe(ends);
  });

  test('and ignores Range is not believed', async () => {
    const everything = { kind: 'answer', status: 200, headers: { etag: '"0"' }, body: 'everything' } as const;
    await using faulty = await open(() => everything);
    expect(await problemOf(readWhole(faulty.store, 'object', { range: { start: 3, end: 5 } }))).toBe('unavailable');
  });
});

describe('a reader that leaves', () => {
  test('before the end, ends the connection', async () => {
    await using faulty = await open(() => undefined);
    const chunks = faulty.store.read('object')[Symbol.asyncIterator]();
    await chunks.next();
    expect(await faulty.proxy.connections()).toBe(1);
    await chunks.return?.();
    await noConnection(faulty);
  });

  test('by an error of its own, ends the connection', async () => {
    await using faulty = await open(() => undefined);
    const reading = atEachChunk(faulty.store.read('object'), () => Promise.reject(new TypeError('of the reader')));
    await expect(reading).rejects.toThrow(TypeError);
    await noConnection(faulty);
  });

  test('that reads to the end leaves the connection to the next', async () => {
    await using faulty = await open(() => undefined);
    for (let time = 0; time < 5; time++) await readWhole(faulty.store, 'object');
    expect(await faulty.proxy.connections()).toBe(1);
  });
});

async function noConnection({ proxy }: FaultyStore): Promise<void> {
  const ended = async (): Promise<true | undefined> => ((await proxy.connections()) === 0 ? true : undefined);
  await eventually('the connection to end', ended, { timeoutMs: 10_000, intervalMs: 5 });
}
