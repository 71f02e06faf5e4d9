import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Compression } from '@postgres-ha/backup-catalog';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArchiveDamaged, CodecUnavailable } from './archive-damaged.ts';
import { decompress } from './decompress.ts';

/** By the names in `fixtures/compress.py`, and whether a checksum covers every bit of the content. */
const FIXTURES = [
  { name: 'gzip-wal', compression: 'gzip', protection: 'checksum' },
  { name: 'gzip-data', compression: 'gzip', protection: 'checksum' },
  { name: 'gzip-named', compression: 'gzip', protection: 'checksum' },
  { name: 'bzip2-wal', compression: 'bzip2', protection: 'checksum' },
  { name: 'bzip2-data', compression: 'bzip2', protection: 'checksum' },
  { name: 'snappy-wal', compression: 'snappy', protection: 'checksum' },
  { name: 'snappy-data', compression: 'snappy', protection: 'checksum' },
  { name: 'lz4-wal', compression: 'lz4', protection: 'none' },
  { name: 'lz4-data', compression: 'lz4', protection: 'none' },
  { name: 'lz4-checksums', compression: 'lz4', protection: 'checksum' },
  { name: 'lz4-independent', compression: 'lz4', protection: 'checksum' },
  { name: 'xz-wal', compression: 'xz', protection: 'checksum' },
  { name: 'xz-crc32', compression: 'xz', protection: 'checksum' },
  { name: 'xz-sha256', compression: 'xz', protection: 'checksum' },
  { name: 'xz-none', compression: 'xz', protection: 'none' },
  { name: 'xz-small-dictionary', compression: 'xz', protection: 'checksum' },
  { name: 'zstd-wal', compression: 'zstd', protection: 'none' },
  { name: 'zstd-high', compression: 'zstd', protection: 'none' },
  { name: 'zstd-checksum', compression: 'zstd', protection: 'checksum' },
] as const satisfies readonly { name: string; compression: Compression; protection: 'checksum' | 'none' }[];

/** One per compression, as Barman writes it. */
const OF_BARMAN = FIXTURES.filter(({ name }) => name.endsWith('-wal'));

const bytesOf = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const CONTENT = gunzipSync(bytesOf('gzip-wal'));

async function* inPieces(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let at = 0;
  for (const cut of [...cuts.filter((c) => c <= bytes.length).toSorted((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(at, cut);
    at = cut;
  }
}

async function contentOf(compression: Compression, source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await all(decompress(compression, source)));
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const seen: Uint8Array[] = [];
  for await (const chunk of chunks) seen.push(chunk);
  return seen;
}

/** 'content', 'other content', or what was wrong. */
async function outcomeOf(compression: Compression, bytes: Uint8Array, expected: Uint8Array = CONTENT): Promise<string> {
  try {
    const content = await contentOf(compression, inPieces(bytes));
    return content.equals(expected) ? 'content' : 'other content';
  } catch (error) {
    if (error instanceof ArchiveDamaged) return error.problem;
    if (error instanceof CodecUnavailable) return 'unavailable';
    throw error;
  }
}

describe.each(FIXTURES)('$name', ({ name, compression, protection }) => {
  const bytes = bytesOf(name);

  test('has the content that was compressed, however it is cut', async () => {
    expect(await outcomeOf(compression, bytes)).toBe('content');
    const everyByte = Array.from({ length: 1000 }, (_, i) => i);
    const everyByteOfTheEnd = everyByte.map((i) => bytes.length - i);
    const cut = await contentOf(compression, inPieces(bytes, [...everyByte, ...everyByteOfTheEnd]));
    expect(cut.equals(CONTENT)).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        expect((await contentOf(compression, inPieces(bytes, cuts))).equals(CONTENT)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('twice in a row has the content twice', async () => {
    const twice = Buffer.concat([CONTENT, CONTENT]);
    expect(await outcomeOf(compression, Buffer.concat([bytes, bytes]), twice)).toBe('content');
    expect((await contentOf(compression, inPieces(Buffer.concat([bytes, bytes]), [bytes.length]))).equals(twice)).toBe(
      true,
    );
  });

  test('is truncated wherever it is cut, unless it has no end mark and is cut between two chunks', async () => {
    const boundaries = compression === 'snappy' ? chunkEnds(bytes) : [];
    const step = Math.ceil(bytes.length / 25);
    for (let cut = 0; cut < bytes.length; cut += cut < 20 || cut >= bytes.length - 20 ? 1 : step)
      expect(await outcomeOf(compression, bytes.subarray(0, cut)), `cut at ${cut}`).toBe(
        boundaries.includes(cut) ? 'other content' : 'truncated',
      );
  });

  test.each([
    ['letters', Buffer.from('hello, world')],
    ['one zero', Buffer.alloc(1)],
    ['zeroes', Buffer.alloc(512 + 1)],
    ['its own first byte', bytes.subarray(0, 1)],
  ])('does not end in %s', async (_, more) => {
    const outcomes = [
      await outcomeOf(compression, Buffer.concat([bytes, more])),
      await contentOf(compression, inPieces(Buffer.concat([bytes, more]), [bytes.length])).catch((error: unknown) =>
        error instanceof ArchiveDamaged ? error.problem : error,
      ),
    ];
    const allowed = ['trailing-bytes'];
    if (more.length === 1) allowed.push('truncated');
    if (compression === 'snappy') allowed.push('corrupt'); // it has no end; what follows is another chunk
    for (const outcome of outcomes) expect(allowed).toContain(outcome);
  });

  test(
    protection === 'checksum'
      ? 'with a flipped bit is refused, or has the same content'
      : 'with a flipped bit is refused, or shows other bytes, for it has no checksum',
    async () => {
      const bits = 8 * bytes.length;
      const step = Math.ceil(bits / 60);
      const seen = new Set<string>();
      for (let bit = 0; bit < bits; bit += bit < 64 || bit >= bits - 64 ? 1 : step) {
        const flipped = Buffer.from(bytes);
        flipped[bit >>> 3] = (flipped[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
        const outcome = await outcomeOf(compression, flipped);
        if (protection === 'checksum') expect(outcome, `bit ${bit}`).not.toBe('other content');
        seen.add(outcome);
      }
      expect(seen).toContain('corrupt');
    },
  );
});

/** Where a snappy stream could be cut and nobody would know. */
function chunkEnds(bytes: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUIntLE(at + 1, 3)) if (at > 0) ends.push(at);
  return ends;
}

describe('gzip', () => {
  const bytes = bytesOf('gzip-wal');
  const flip = (at: number): Buffer => {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    return flipped;
  };

  test.each([
    { name: 'without its last 4 bytes is truncated', of: bytes.subarray(0, -4), outcome: 'truncated' },
    { name: 'without its last 8 bytes is truncated', of: bytes.subarray(0, -8), outcome: 'truncated' },
    { name: 'of nothing but a header is truncated', of: bytes.subarray(0, 10), outcome: 'truncated' },
    { name: 'with another CRC is corrupt', of: flip(bytes.length - 6), outcome: 'corrupt' },
    { name: 'with another length is corrupt', of: flip(bytes.length - 2), outcome: 'corrupt' },
    { name: 'of another format is corrupt', of: bytesOf('bzip2-wal'), outcome: 'corrupt' },
    {
      name: 'with a member cut off behind a whole one is truncated',
      of: Buffer.concat([bytes, bytes.subarray(0, 500)]),
      outcome: 'truncated',
    },
    {
      name: 'with half a header behind a member is truncated',
      of: Buffer.concat([bytes, bytes.subarray(0, 6)]),
      outcome: 'truncated',
    },
  ])('$name', async ({ of, outcome }) => {
    expect(await outcomeOf('gzip', of)).toBe(outcome);
  });

  test('headers may have extra fields, a name, a comment, and a checksum that is compared', async () => {
    const plain = gzipSync(CONTENT);
    const header = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3]),
      Buffer.from([3, 0, 1, 2, 3]),
      Buffer.from('a name\0a comment\0'),
    ]);
    const sum = crcOf(header) & 0xffff;
    const withSum = (value: number): Buffer =>
      Buffer.concat([header, Buffer.from([value & 0xff, value >>> 8]), plain.subarray(10)]);
    expect(await outcomeOf('gzip', withSum(sum))).toBe('content');
    expect(await outcomeOf('gzip', withSum(sum ^ 1))).toBe('corrupt');
  });

  test('the offset of a wrong checksum is behind that checksum', async () => {
    const error: unknown = await contentOf('gzip', inPieces(flip(bytes.length - 6))).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ compression: 'gzip', problem: 'corrupt', offsetBytes: bytes.length });
  });
});

/** CRC-32 as gzip itself stores it. */
function crcOf(bytes: Buffer): number {
  const packed = gzipSync(bytes);
  return packed.readUInt32LE(packed.length - 8);
}

describe('frames that hold no content', () => {
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

  test.each(['lz4-wal', 'zstd-wal'])('are passed over before, between and behind those of %s', async (name) => {
    const compression = name.startsWith('lz4') ? 'lz4' : 'zstd';
    const bytes = bytesOf(name);
    const around = Buffer.concat([skippable, bytes, skippable, skippable, bytes, skippable]);
    expect(await outcomeOf(compression, around, Buffer.concat([CONTENT, CONTENT]))).toBe('content');
    expect(await outcomeOf(compression, around.subarray(0, -1))).toBe('truncated');
  });

  test('xz streams may have zeroes between and behind them, in fours', async () => {
    const bytes = bytesOf('xz-wal');
    const padded = Buffer.concat([bytes, Buffer.alloc(8), bytes, Buffer.alloc(4)]);
    expect(await outcomeOf('xz', padded, Buffer.concat([CONTENT, CONTENT]))).toBe('content');
    expect(await outcomeOf('xz', padded.subarray(0, -1))).toBe('trailing-bytes');
  });

  test('snappy may have padding, but nothing that a flipped bit makes of content', async () => {
    const bytes = bytesOf('snappy-wal');
    const padding = Buffer.from([0xfe, 3, 0, 0, 0, 0, 0]);
    expect(await outcomeOf('snappy', Buffer.concat([bytes, padding]))).toBe('content');
    const hidden = Buffer.from(bytes);
    hidden[10] = 0x80; // the first chunk with content, which the format would have readers skip
    expect(await outcomeOf('snappy', hidden)).toBe('trailing-bytes');
  });
});

test.each([
  { name: 'the legacy format of lz4', compression: 'lz4', bytes: [0x02, 0x21, 0x4c, 0x18, 0, 0, 0, 0] },
  { name: 'a window of 256 MiB', compression: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd, 0x00, (28 - 10) << 3, 0, 0] },
] as const)(
  '$name is named as what cannot be decompressed here, which is no damage',
  async ({ compression, bytes }) => {
    const error: unknown = await contentOf(compression, inPieces(Uint8Array.from(bytes))).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CodecUnavailable);
    expect(error).toMatchObject({ compression });
  },
);

test('none gives the bytes as they come', async () => {
  expect(await outcomeOf('none', CONTENT)).toBe('content');
  expect(await outcomeOf('none', new Uint8Array(0), new Uint8Array(0))).toBe('content');
});

describe.each([...OF_BARMAN, { name: 'none', compression: 'none' as const }])(
  'the source of $compression',
  ({ name, compression }) => {
    const bytes = name === 'none' ? CONTENT : bytesOf(name);

    function watched(then: () => Promise<void>): {
      source: AsyncIterable<Uint8Array>;
      state: { pieces: number; released: boolean };
    } {
      const state = { pieces: 0, released: false };
      async function* source(): AsyncGenerator<Uint8Array> {
        try {
          const half = bytes.length >>> 1;
          for (let at = 0; at < half; at += 512) {
            state.pieces += 1;
            yield bytes.subarray(at, Math.min(at + 512, half));
          }
          await then();
        } finally {
          state.released = true;
        }
      }
      return { source: source(), state };
    }

    test('has its errors passed on as they are, even ones that look like those of a codec', async () => {
      const failure = Object.assign(new Error('connection reset'), { code: 'Z_DATA_ERROR' });
      await expect(contentOf(compression, watched(() => Promise.reject(failure)).source)).rejects.toBe(failure);
    });

    test('has the errors of its very start passed on', async () => {
      const failure = new Error('no such key');
      const source: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }),
      };
      await expect(contentOf(compression, source)).rejects.toBe(failure);
    });

    test('is not waited for once the signal says stop', async () => {
      const reason = new Error('enough');
      const stop = new AbortController();
      const { source } = watched(() => {
        setImmediate(() => {
          stop.abort(reason);
        });
        return new Promise<void>(() => undefined);
      });
      await expect(all(decompress(compression, source, { signal: stop.signal }))).rejects.toBe(reason);
    });

    test('is let go of at the next piece when the signal says stop, also when nobody reads', async () => {
      const stop = new AbortController();
      const { source, state } = watched(() => Promise.resolve());
      const chunks = decompress(compression, endless(source, bytes), { signal: stop.signal });
      await chunks.next();
      stop.abort(new Error('enough'));
      await new Promise((resolve) => setImmediate(resolve));
      expect(state.released).toBe(true);
      await expect(chunks.next()).rejects.toThrow('enough');
    });

    test('is not touched after a signal that came before', async () => {
      const { source, state } = watched(() => Promise.resolve());
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(all(decompress(compression, source, { signal }))).rejects.toThrow('enough');
      expect(state.pieces).toBe(0);
    });

    test('is let go of when nobody wants more, and is not read far ahead', async () => {
      let given = 0;
      let released = false;
      async function* copies(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            given += bytes.length;
            yield bytes;
            await Promise.resolve();
          }
        } finally {
          released = true;
        }
      }
      for await (const chunk of decompress(compression, copies())) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(released).toBe(true);
      expect(given).toBeLessThan(3 * 1024 * 1024);
    });
  },
);

/** The first half of the bytes from a source, then the second, then the whole again and again. */
async function* endless(firstHalf: AsyncIterable<Uint8Array>, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* firstHalf;
  yield bytes.subarray(bytes.length >>> 1);
  for (;;) yield bytes;
}
