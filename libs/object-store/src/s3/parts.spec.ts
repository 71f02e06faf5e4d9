import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inParts } from './parts.ts';

async function* chunksOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let value = 0;
  for (const size of sizes) {
    await Promise.resolve();
    yield Uint8Array.from({ length: size }, () => value++ % 251);
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

test('parts are the bytes in their order, all but the last of the same size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(300), { maxLength: 20 }),
      fc.integer({ min: 10, max: 200 }),
      async (sizes, partSize) => {
        const parts = await collect(inParts(chunksOf(sizes), partSize));
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(Buffer.concat(parts).equals(Buffer.from(Uint8Array.from({ length: total }, (_, at) => at % 251)))).toBe(
          true,
        );
        const smaller = parts.filter(({ byteLength }) => byteLength !== partSize);
        expect(smaller.length).toBeLessThanOrEqual(1);
        expect(smaller[0] ?? parts.at(-1)).toBe(parts.at(-1));
        expect(parts.every(({ byteLength }) => byteLength > 0)).toBe(true);
      },
    ),
  );
});

test('a part stays as it is when the next is made', async () => {
  const parts = inParts(chunksOf([10, 10]), 10);
  const { value: first } = await parts.next();
  const copy = first?.slice();
  await parts.next();
  expect(first).toEqual(copy);
});

test('ten thousand parts are enough for the largest object', async () => {
  // one byte stands for 8 MiB, all of them for 5 TiB
  const bytes = (5 * 2 ** 40) / (8 * 2 ** 20);
  const parts = inParts(chunksOf([bytes]), 1);
  let count = 0;
  while ((await parts.next()).value !== undefined) count += 1;
  expect(count).toBeLessThan(10_000);
});
