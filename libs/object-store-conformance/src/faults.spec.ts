import { createHash } from 'node:crypto';
import { StoreError, type Clock, type StoreProblem } from '@postgres-ha/object-store';
import { eventually, type Fault, type SeenRequest } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFaultyStore, type FaultyStore } from './faulty-store.ts';
import { keysBelow, noise, readWhole } from './read-whole.ts';
import { startFauxqsServer } from './servers/fauxqs.ts';
import { createBucket, type S3Server } from './servers/s3-server.ts';
import { testClock } from './test-clock.ts';

const BYTES = noise(300_000);
const KEYS = Array.from({ length: 8 }, (_, at) => `wals/00000001000000000000000${at}.gz`);

let server: S3Server;
let bucket: string;
beforeAll(async () => {
  server = await startFauxqsServer();
  bucket = await createBucket(server);
  await using plain = await openFaultyStore({ server, bucket, faultOf: () => undefined });
  for (const key of KEYS) await plain.store.put(key, Buffer.from(key));
  await plain.store.put('large', BYTES);
});
afterAll(() => server[Symbol.asyncDispose]());

/** A look at the store, what it takes, and what it has to give. */
interface Look {
  readonly name: string;
  readonly requests: number;
  readonly of: 'object' | 'bucket';
  /** What happens to its answers anyway. */
  readonly usually?: Fault;
  readonly run: (faulty: FaultyStore, signal?: AbortSignal) => Promise<unknown>;
  readonly right: unknown;
}

const LOOKS: readonly Look[] = [
  {
    name: 'a list of three pages',
    requests: 3,
    of: 'bucket',
    run: ({ store }, signal) => keysBelow(store, 'wals/', signal),
    right: KEYS,
  },
  {
    name: 'a stat',
    requests: 1,
    of: 'object',
    run: async ({ store }, signal) => (await store.stat('large', optional(signal))).sizeBytes,
    right: BYTES.byteLength,
  },
  {
    name: 'a read',
    requests: 1,
    of: 'object',
    run: async ({ store }, signal) => digest(await readWhole(store, 'large', optional(signal))),
    right: digest(BYTES),
  },
  {
    name: 'a read that breaks again and again',
    requests: 4,
    of: 'object',
    usually: { kind: 'short', afterBytes: 90_000 },
    run: async ({ store }, signal) => digest(await readWhole(store, 'large', optional(signal))),
    right: digest(BYTES),
  },
  {
    name: 'a read of a part',
    requests: 1,
    of: 'object',
    run: async ({ store }, signal) =>
      digest(await readWhole(store, 'large', { range: { start: 1_000, end: 250_000 }, ...optional(signal) })),
    right: digest(BYTES.subarray(1_000, 250_000)),
  },
];

interface Planted {
  readonly name: string;
  readonly fault: Fault;
  /** What it ends in when it happens once. */
  readonly once: StoreProblem | 'right';
  /** What it ends in when it does not stop. */
  readonly always: StoreProblem | 'right';
  readonly ofBucket?: StoreProblem;
}

const PASSING = { once: 'right', always: 'unavailable' } as const;

function refusal(status: number, code: string, problem: StoreProblem): Planted {
  return { name: `${status} ${code}`, fault: { kind: 'status', status, code }, once: problem, always: problem };
}

const PLANTED: readonly Planted[] = [
  { name: '500', fault: { kind: 'status', status: 500, code: 'InternalError' }, ...PASSING },
  {
    name: '502 without a code',
    fault: { kind: 'answer', status: 502, body: '<html><body>Bad gateway</body></html>' },
    ...PASSING,
  },
  {
    name: '503 SlowDown',
    fault: { kind: 'status', status: 503, code: 'SlowDown', headers: { 'retry-after': '3' } },
    ...PASSING,
  },
  { name: '429', fault: { kind: 'status', status: 429, code: 'TooManyRequests' }, ...PASSING },
  { name: '400 RequestTimeout', fault: { kind: 'status', status: 400, code: 'RequestTimeout' }, ...PASSING },
  { name: 'a reset before the answer', fault: { kind: 'refused' }, ...PASSING },
  { name: 'a reset after the headers', fault: { kind: 'reset', afterBytes: 0 }, ...PASSING },
  { name: 'a body without its end', fault: { kind: 'short', afterBytes: 1 }, ...PASSING },
  { name: 'silence', fault: { kind: 'silence' }, ...PASSING },
  { name: 'silence after the headers', fault: { kind: 'stall', afterBytes: 0 }, ...PASSING },
  { name: 'a slow answer', fault: { kind: 'delay', ms: 1 }, once: 'right', always: 'right' },
  { name: 'an answer byte by byte', fault: { kind: 'cut', sizes: [1, 1, 1, 8_000] }, once: 'right', always: 'right' },
  { name: 'a wrong clock', fault: { kind: 'skewed-clock', byMs: 3_600_000 }, once: 'right', always: 'clocks-differ' },
  refusal(403, 'AccessDenied', 'access-denied'),
  refusal(403, 'SomethingNew', 'access-denied'),
  refusal(403, 'InvalidAccessKeyId', 'credentials-refused'),
  refusal(403, 'SignatureDoesNotMatch', 'credentials-refused'),
  refusal(400, 'ExpiredToken', 'credentials-refused'),
  refusal(404, 'NoSuchBucket', 'bucket-missing'),
  { ...refusal(404, 'NoSuchKey', 'object-missing'), ofBucket: 'unavailable' },
  { ...refusal(403, 'InvalidObjectState', 'object-archived'), ofBucket: 'access-denied' },
  refusal(301, 'PermanentRedirect', 'unavailable'),
  refusal(400, 'SomethingNew', 'unavailable'),
  refusal(404, 'SomethingNew', 'unavailable'),
  { ...refusal(400, 'InvalidRequest', 'key-needed'), ofBucket: 'unavailable' },
  {
    name: 'a page of somebody else',
    fault: {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Please log in</body></html>',
    },
    once: 'unavailable',
    always: 'unavailable',
  },
  {
    name: '404 of somebody else',
    fault: { kind: 'answer', status: 404, headers: { 'content-type': 'text/plain' }, body: 'default backend - 404' },
    once: 'unavailable',
    always: 'unavailable',
  },
];

describe.each(LOOKS)('$name', (look) => {
  test.each(PLANTED)('with $name at any of its requests, once', async (planted) => {
    for (let position = 0; position < look.requests; position++) {
      // HEAD is asked again as GET where it is refused: a refusal is one only when both are
      const isHit = ({ index, method }: SeenRequest): boolean =>
        index === position || (method === 'GET' && look.name === 'a stat');
      await using faulty = await open((request) => (isHit(request) ? planted.fault : look.usually));
      expect(await outcomeOf(look, faulty), `at ${position}`).toEqual(expected(look, planted, 'once'));
      expectOnlyReads(faulty);
    }
  });

  test.each(PLANTED)('with $name from any of its requests on', async (planted) => {
    for (let position = 0; position < look.requests; position++) {
      await using faulty = await open(({ index }) => (index >= position ? planted.fault : look.usually));
      expect(await outcomeOf(look, faulty), `from ${position}`).toEqual(expected(look, planted, 'always'));
      expectOnlyReads(faulty);
    }
  });

  test('that is aborted while any of its requests is on its way ends so, and leaves no connection', async () => {
    const faults: readonly Fault[] = [{ kind: 'silence' }, { kind: 'stall', afterBytes: 5 }];
    for (const fault of faults) {
      for (let position = 0; position < look.requests; position++) {
        const controller = new AbortController();
        await using faulty = await open(({ index }) => {
          if (index !== position) return look.usually;
          setImmediate(() => {
            controller.abort(new Error('the caller has had enough'));
          });
          return fault;
        });
        expect(await outcomeOf(look, faulty, controller.signal), `at ${position}`).toBe('aborted');
        await eventually(
          'the connection to end',
          async () => ((await faulty.proxy.connections()) === 0 ? true : undefined),
          {
            timeoutMs: 10_000,
            intervalMs: 5,
          },
        );
        expectOnlyReads(faulty);
      }
    }
  });

  test('that is aborted between two attempts ends so', async () => {
    const controller = new AbortController();
    await using faulty = await open(() => ({ kind: 'refused' }), {
      ...testClock(),
      sleep: (_ms, signal) => {
        controller.abort(new Error('the caller has had enough'));
        return signal?.aborted === true ? Promise.reject(new Error('aborted')) : Promise.resolve();
      },
    });
    expect(await outcomeOf(look, faulty, controller.signal)).toBe('aborted');
  });
});

function open(faultOf: (request: SeenRequest) => Fault | undefined, clock?: Clock): Promise<FaultyStore> {
  return openFaultyStore({
    server,
    bucket,
    faultOf,
    store: { keysPerPage: 3, ...(clock === undefined ? {} : { clock }) },
  });
}

async function outcomeOf(look: Look, faulty: FaultyStore, signal?: AbortSignal): Promise<unknown> {
  try {
    expect(await look.run(faulty, signal)).toEqual(look.right);
    return 'right';
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
}

function expected(look: Look, planted: Planted, times: 'once' | 'always'): StoreProblem | 'right' {
  return look.of === 'bucket' && planted.ofBucket !== undefined ? planted.ofBucket : planted[times];
}

/** Nobody who reads may write. */
function expectOnlyReads({ proxy }: FaultyStore): void {
  expect(
    [...new Set(proxy.requests.map(({ method }) => method))].filter((method) => !/^(GET|HEAD)$/.test(method)),
  ).toEqual([]);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function optional(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
