import type { Fault } from '@postgres-ha/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFaultyStore } from './faulty-store.ts';
import { keysBelow, problemOf } from './read-whole.ts';
import { startFauxqsServer } from './servers/fauxqs.ts';
import type { S3Server } from './servers/s3-server.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startFauxqsServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Page {
  readonly keys: readonly string[];
  readonly next?: string;
  /** What stands in the place of an entry. */
  readonly entry?: (key: string) => string;
  readonly encoding?: string;
  readonly truncated?: string;
}

function answerOf({ keys, next, entry = usual, encoding = '', truncated = String(next !== undefined) }: Page): Fault {
  const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  const truncation = truncated === '' ? '' : `<IsTruncated>${truncated}</IsTruncated>`;
  const body = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>bucket</Name>${encoding}${truncation}${token}${keys.map(entry).join('')}</ListBucketResult>`;
  return { kind: 'answer', status: 200, body };
}

function usual(key: string): string {
  return `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size></Contents>`;
}

/** Lists what a server says in these pages, one after the other. */
async function list(pages: readonly Page[], prefix = ''): Promise<readonly string[]> {
  await using faulty = await openFaultyStore({
    server,
    bucket: 'bucket',
    faultOf: ({ index }) => answerOf(pages[Math.min(index, pages.length - 1)] ?? { keys: [] }),
  });
  try {
    return await keysBelow(faulty.store, prefix);
  } finally {
    // what is no list today is none tomorrow
    expect(faulty.clock.waits).toEqual([]);
  }
}

test('pages that go on in ascending order are one list, empty ones among them', async () => {
  const pages = [{ keys: ['a', 'b'], next: '1' }, { keys: [], next: '2' }, { keys: ['c'] }];
  expect(await list(pages)).toEqual(['a', 'b', 'c']);
});

test.each<{ readonly name: string; readonly pages: readonly Page[]; readonly prefix?: string }>([
  { name: 'keys out of order', pages: [{ keys: ['b', 'a'] }] },
  { name: 'the same key twice', pages: [{ keys: ['a', 'a'] }] },
  { name: 'a page that begins before the last one ended', pages: [{ keys: ['a', 'c'], next: '1' }, { keys: ['b'] }] },
  {
    name: 'the same page again',
    pages: [
      { keys: ['a', 'b'], next: '1' },
      { keys: ['a', 'b'], next: '2' },
    ],
  },
  { name: 'empty pages without end', pages: [{ keys: [], next: '1' }] },
  { name: 'the order of UTF-16', pages: [{ keys: ['\u{10000}', '\uffee'] }] },
  { name: 'keys that were not asked for', pages: [{ keys: ['a', 'b'] }], prefix: 'a' },
  { name: 'a list that goes on nowhere', pages: [{ keys: ['a'], truncated: 'true' }] },
  {
    name: 'an object without a size',
    pages: [{ keys: ['a'], entry: (key) => usual(key).replace('<Size>1</Size>', '') }],
  },
  { name: 'an object without a key', pages: [{ keys: ['a'], entry: (key) => usual(key).replace('<Key>a</Key>', '') }] },
  { name: 'a key that cannot be decoded', pages: [{ keys: ['100%'], encoding: '<EncodingType>url</EncodingType>' }] },
])('$name is no list to rely on', async ({ pages, prefix }) => {
  expect(await problemOf(list(pages, prefix))).toBe('unavailable');
});

test('keys are decoded only where the server says that it encoded them', async () => {
  expect(await list([{ keys: ['a+b%20c'] }])).toEqual(['a+b%20c']);
  expect(await list([{ keys: ['a+b%2Bc%20d%C3%BC'], encoding: '<EncodingType>url</EncodingType>' }])).toEqual([
    'a b+c dü',
  ]);
});

test('an empty list is one only where the server says so', async () => {
  expect(await list([{ keys: [] }])).toEqual([]);
  expect(await problemOf(list([{ keys: [], truncated: '' }]))).toBe('unavailable');
});
