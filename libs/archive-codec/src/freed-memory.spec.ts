import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompress, type DecompressOptions } from './decompress.ts';

/** Several chunks of the engine, and as dense as a database. */
const CONTENT = Buffer.concat(
  Array.from({ length: 60_000 }, (_, i) => Buffer.from(createHash('md5').update(String(i)).digest('hex').padEnd(64))),
);
const PACKED = {
  gzip: Buffer.concat([gzipSync(CONTENT.subarray(0, 1_000_000)), gzipSync(CONTENT.subarray(1_000_000))]),
  zstd: Buffer.concat([
    zstdCompressSync(CONTENT.subarray(0, 1_000_000)),
    zstdCompressSync(CONTENT.subarray(1_000_000)),
  ]),
};

/** Pieces with memory of their own, as a store gives them, are kept in `given`. */
async function* ownPieces(bytes: Uint8Array, cuts: readonly number[], given: Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let at = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    const piece = new Uint8Array(bytes.subarray(at, cut));
    given.push(piece);
    yield piece;
    at = cut;
  }
}

async function read(
  compression: 'gzip' | 'zstd',
  { cuts, ...memory }: DecompressOptions & { readonly cuts: readonly number[] },
): Promise<{ readonly content: Buffer; readonly taken: readonly Uint8Array[]; readonly given: readonly Uint8Array[] }> {
  const given: Uint8Array[] = [];
  const taken: Uint8Array[] = [];
  const copies: Buffer[] = [];
  for await (const chunk of decompress(compression, ownPieces(PACKED[compression], cuts, given), memory)) {
    copies.push(Buffer.from(chunk));
    taken.push(chunk);
  }
  return { content: Buffer.concat(copies), taken, given };
}

const inPieces = (bytes: Uint8Array, size: number): readonly number[] =>
  Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => i * size);

/** Of the memory that chunks lie in. */
function bytesOf(chunks: readonly Uint8Array[]): number {
  const buffers = new Set(chunks.map(({ buffer }) => buffer));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

describe.each(['gzip', 'zstd'] as const)('memory of chunks of %s', (compression) => {
  test('that is freed changes nothing for who is done with a chunk before the next, however the source is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(PACKED[compression].length), { maxLength: 20 }), async (cuts) => {
        for (const pieces of ['kept', 'given-away'] as const) {
          const { content } = await read(compression, { cuts, memory: 'freed', pieces });
          expect(content.equals(CONTENT)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('that is freed is not there any more at the end, but for ends of members', async () => {
    const { taken } = await read(compression, { cuts: inPieces(PACKED[compression], 200_000), memory: 'freed' });
    expect(taken.length).toBeGreaterThan(6);
    expect(bytesOf(taken)).toBeLessThan(CONTENT.length / 2);
  });

  test('that is collected stays as long as anybody has it', async () => {
    const { taken, given } = await read(compression, {
      cuts: inPieces(PACKED[compression], 200_000),
      memory: 'collected',
    });
    expect(Buffer.concat(taken).equals(CONTENT)).toBe(true);
    expect(Buffer.concat(given).equals(PACKED[compression])).toBe(true);
  });
});

describe.each(['gzip', 'zstd'] as const)('memory of pieces of the source of %s', (compression) => {
  test('is left alone: a store may keep what it gave, and give it again', async () => {
    const { given } = await read(compression, { cuts: inPieces(PACKED[compression], 200_000), memory: 'freed' });
    expect(Buffer.concat(given).equals(PACKED[compression])).toBe(true);
  });

  test('is left alone where it is one piece, the object itself', async () => {
    const { given } = await read(compression, { cuts: [], memory: 'freed' });
    expect(Buffer.concat(given).equals(PACKED[compression])).toBe(true);
  });

  test.each(['kept', 'given-away'] as const)('is left alone where others share it: %s', async (pieces) => {
    const given: Buffer[] = [];
    const packed = PACKED[compression];
    async function* fromSharedMemory(): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      for (let at = 0; at < packed.length; at += SHARED_BYTES) {
        const piece = endOfSharedMemory(Math.min(SHARED_BYTES, packed.length - at));
        packed.copy(piece, 0, at);
        given.push(piece);
        yield piece;
      }
    }
    for await (const chunk of decompress(compression, fromSharedMemory(), { memory: 'freed', pieces }))
      expect(chunk.length).toBeGreaterThan(0);
    expect(Buffer.concat(given).equals(packed)).toBe(true);
  });
});

test('memory of pieces that are given away is freed too, where the engine takes them as they are', async () => {
  const cuts = inPieces(PACKED.gzip, 50_000);
  const { given } = await read('gzip', { cuts, memory: 'freed', pieces: 'given-away' });
  expect(bytesOf(given)).toBeLessThan(PACKED.gzip.length / 2);
});

/** Buffers of this size are cut by Node, four at a time, from memory that all of a process share. */
const SHARED_BYTES = Buffer.poolSize / 4;

function endOfSharedMemory(sizeBytes: number): Buffer {
  for (;;) {
    const buffer = Buffer.allocUnsafe(SHARED_BYTES);
    if (buffer.byteOffset + buffer.byteLength === buffer.buffer.byteLength) return buffer.subarray(-sizeBytes);
  }
}
