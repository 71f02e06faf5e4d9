import { expect, test } from 'vitest';
import { begun } from './begun.ts';

interface Watched {
  readonly source: AsyncIterable<Uint8Array>;
  readonly given: () => number;
  readonly isClosed: () => boolean;
}

/** Chunks of one byte that count up, and a failure behind them if asked. */
function counting(chunks: number, failure?: Error): Watched {
  let given = 0;
  let closed = false;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      while (given < chunks) {
        given += 1;
        yield await Promise.resolve(Uint8Array.of(given));
      }
      if (failure !== undefined) throw failure;
    } finally {
      closed = true;
    }
  }
  return { source: bytes(), given: () => given, isClosed: () => closed };
}

test('a stream that was begun gives every item, in order', async () => {
  const all: number[] = [];
  for await (const chunk of begun(counting(50).source)) all.push(...chunk);
  expect(all).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test('its first item is fetched before anybody asks, and no more than that', async () => {
  const { source, given } = counting(50);
  await using stream = begun(source);
  await new Promise((resolve) => setImmediate(resolve));
  expect(given()).toBe(1);
  expect(stream[Symbol.asyncIterator]).toBeTypeOf('function');
});

test('a failure is thrown to who reads it, and to nobody before', async () => {
  const failure = new Error('the store is away');
  const stream = begun(counting(0, failure).source);
  await new Promise((resolve) => setImmediate(resolve));
  const reading = (async () => {
    for await (const chunk of stream) expect(chunk).toBeUndefined();
  })();
  await expect(reading).rejects.toBe(failure);
});

test('who leaves, or never came, lets go of the source', async () => {
  const left = counting(50);
  for await (const chunk of begun(left.source)) if (chunk[0] === 3) break;
  expect(left.isClosed()).toBe(true);
  const unread = counting(50);
  await begun(unread.source)[Symbol.asyncDispose]();
  expect(unread.isClosed()).toBe(true);
});
