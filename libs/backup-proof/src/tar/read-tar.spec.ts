import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTar } from './read-tar.ts';
import { TarDamaged, type TarEvent, type TarMember } from './tar-event.ts';

const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const PAX = fixture('pax.tar');

async function* inPieces(bytes: Uint8Array, ...cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let at = 0;
  for (const cut of [...cuts.filter((c) => c < bytes.length).toSorted((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(at, cut);
    at = cut;
  }
}

/** As a decompressor that frees its memory gives them: a Buffer of Node's, whose `slice` copies nothing, and gone when the next is asked for. */
async function* inPassingPieces(bytes: Uint8Array, ...cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  for await (const piece of inPieces(bytes, ...cuts)) {
    const memory = Uint8Array.from(piece).buffer;
    yield Buffer.from(memory);
    memory.transfer(0);
  }
}

interface Content {
  readonly member: TarMember;
  readonly sha256: string;
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<{ contents: Content[]; end: TarEvent | undefined }> {
  const contents: Content[] = [];
  let open: { member: TarMember; hash: ReturnType<typeof createHash> } | undefined;
  let end: TarEvent | undefined;
  for await (const event of readTar(source)) {
    expect(end).toBeUndefined();
    if (event.kind === 'member') {
      expect(open).toBeUndefined();
      open = { member: event.member, hash: createHash('sha256') };
    } else if (event.kind === 'content') open?.hash.update(event.bytes);
    else if (event.kind === 'end') end = event;
    else if (open !== undefined) {
      contents.push({ member: open.member, sha256: open.hash.digest('hex') });
      open = undefined;
    }
  }
  return { contents, end };
}

/** A header by hand, with a right checksum. */
function header(
  name: string,
  {
    type = '0',
    size = 0,
    linkName = '',
    sizeField,
  }: {
    readonly type?: string;
    readonly size?: number;
    readonly linkName?: string;
    readonly sizeField?: Uint8Array;
  } = {},
): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write('0000600\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write(linkName, 157);
  block.write('ustar\u000000', 257);
  if (sizeField !== undefined) block.set(sizeField, 124);
  return withChecksum(block);
}

function withChecksum(block: Buffer): Uint8Array {
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const END = Buffer.alloc(1024);
const tar = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part.padEnd(Math.ceil(Buffer.byteLength(part) / 512) * 512, '\0')) : part,
    ),
  );

async function problemOf(bytes: Uint8Array): Promise<unknown> {
  try {
    await readAll(inPieces(bytes));
    return 'none';
  } catch (error) {
    if (error instanceof TarDamaged) return error.problem;
    throw error;
  }
}

describe('tars of Python', () => {
  test.each(['pax', 'gnu', 'ustar'])('a %s tar is read the same from pieces that do not stay', async (name) => {
    const bytes = fixture(`${name}.tar`);
    const expected = await readAll(inPieces(bytes));
    const inBlocks = Array.from({ length: Math.floor(bytes.length / 512) }, (_, n) => n * 512);
    for (const shift of [0, 1, 30, 511]) {
      const cuts = inBlocks.map((at) => at + shift);
      expect(await readAll(inPassingPieces(bytes, ...cuts)), `cut ${shift} bytes behind each block`).toEqual(expected);
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
        expect(await readAll(inPassingPieces(bytes, ...cuts))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['pax', 'gnu', 'ustar'])('a %s tar is read as Python reads it', async (name) => {
    const bytes = fixture(`${name}.tar`);
    const { contents, end } = await readAll(inPieces(bytes));
    const seen = contents.map(({ member, sha256 }) => ({
      path: member.path,
      kind: member.kind,
      sizeBytes: member.sizeBytes,
      mode: member.mode,
      modifiedAtMs: member.modifiedAt.getTime(),
      target: member.target ?? null,
      offsetBytes: member.offsetBytes,
      sha256: member.kind === 'file' ? sha256 : null,
    }));
    expect(seen).toEqual(JSON.parse(Buffer.from(fixture(`${name}.json`)).toString()));
    expect(end).toEqual({ kind: 'end', members: contents.length, sizeBytes: bytes.length });
  });

  test('however the bytes are cut, the same is read', async () => {
    const whole = await readAll(inPieces(PAX));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(PAX.length), { maxLength: 20 }), async (cuts) => {
        expect(await readAll(inPieces(PAX, ...cuts))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
    const single = Array.from({ length: 4000 }, (_, i) => i);
    expect(await readAll(inPieces(PAX, ...single))).toEqual(whole);
  });

  test('content is given out without being copied', async () => {
    for await (const event of readTar(inPieces(PAX)))
      if (event.kind === 'content') expect(event.bytes.buffer).toBe(PAX.buffer);
  });
});

describe('a tar that was cut', () => {
  const { length } = PAX;
  const endAt = length - [...PAX].reverse().findIndex((byte) => byte !== 0);
  const endMark = Math.ceil(endAt / 512) * 512;

  test('is found at every length up to its end mark', async () => {
    for (let cut = 0; cut < endMark + 1024; cut += cut % 512 === 0 ? 1 : 37 - (cut % 37)) {
      const problem = await problemOf(PAX.subarray(0, cut));
      expect(['member-cut-off', 'no-end-marker'], `cut at ${cut}`).toContain(problem);
    }
  });

  test('between two members has no end marker', async () => {
    const { contents } = await readAll(inPieces(PAX));
    for (const { member } of contents)
      expect(await problemOf(PAX.subarray(0, member.offsetBytes))).toBe('no-end-marker');
    expect(await problemOf(PAX.subarray(0, endMark))).toBe('no-end-marker');
  });

  test('behind one of the two blocks of zeroes has no end marker', async () => {
    expect(await problemOf(PAX.subarray(0, endMark + 512))).toBe('no-end-marker');
    expect(await problemOf(PAX.subarray(0, endMark + 700))).toBe('no-end-marker');
    expect(await problemOf(PAX.subarray(0, endMark + 1024))).toBe('none');
  });

  test('an empty one has no end marker', async () => {
    expect(await problemOf(new Uint8Array(0))).toBe('no-end-marker');
  });
});

test('every bit that flips in a header is found, or changes nothing that is read', async () => {
  const bytes = tar(header('base/5/1', { size: 3 }), 'abc', END);
  const whole = await readAll(inPieces(bytes));
  for (let bit = 0; bit < 512 * 8; bit += 1) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >>> 3] = (flipped[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      expect(await readAll(inPieces(flipped))).toEqual(whole);
    } catch (error) {
      if (!(error instanceof TarDamaged)) throw error;
      expect(error.problem).toBe('header-checksum');
      expect(error.offsetBytes).toBe(0);
    }
  }
});

/** An extended header with one record: a header of its own, and a block. */
function extended(text: string, type = 'x'): Uint8Array {
  const lengths = [1, 2, 3].map((digits) => digits + Buffer.byteLength(text) + 2);
  const length = lengths.find((bytes, i) => String(bytes).length === i + 1) ?? 0;
  return tar(
    header('extended', { type, size: length }),
    `${length} ${text}
`,
  );
}

test.each([
  { name: 'an absolute path', bytes: tar(header('/etc/passwd'), END), problem: 'path-outside' },
  { name: 'a path that climbs', bytes: tar(header('base/../../x'), END), problem: 'path-outside' },
  {
    name: 'a path that climbs by an extended header',
    bytes: tar(extended('path=../y'), header('fine'), END),
    problem: 'path-outside',
  },
  { name: 'a hard link', bytes: tar(header('x', { type: '1', linkName: 'y' }), END), problem: 'member-kind' },
  { name: 'a device', bytes: tar(header('x', { type: '4' }), END), problem: 'member-kind' },
  { name: 'a sparse file', bytes: tar(header('x', { type: 'S' }), END), problem: 'member-kind' },
  { name: 'a type that nobody knows', bytes: tar(header('x', { type: '?' }), END), problem: 'member-kind' },
  { name: 'a member without a name', bytes: tar(header(''), END), problem: 'header-malformed' },
  { name: 'a symbolic link to nowhere', bytes: tar(header('x', { type: '2' }), END), problem: 'header-malformed' },
  {
    name: 'records that are malformed',
    bytes: tar(header('x', { type: 'x', size: 9 }), '9 path=y?', header('fine'), END),
    problem: 'header-malformed',
  },
  {
    name: 'an extended header without a member',
    bytes: tar(extended('path=yyy'), END),
    problem: 'header-malformed',
  },
  {
    name: 'an extended header of a gigabyte',
    bytes: tar(header('x', { type: 'x', size: 2 ** 30 }), END),
    problem: 'header-malformed',
  },
  {
    name: 'bytes behind the end mark',
    bytes: tar(header('x'), END, Buffer.alloc(512), 'more'),
    problem: 'bytes-after-end',
  },
  {
    name: 'a member behind one block of zeroes',
    bytes: tar(Buffer.alloc(512), header('x'), END),
    problem: 'bytes-after-end',
  },
  {
    name: 'a size below zero',
    bytes: tar(header('x', { sizeField: new Uint8Array(12).fill(0xff) }), END),
    problem: 'header-malformed',
  },
  {
    name: 'a size of 2^60',
    bytes: tar(header('x', { sizeField: Uint8Array.of(0x80, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0) }), END),
    problem: 'header-malformed',
  },
  {
    name: 'a size of 16 GiB in base 256, and no such content',
    bytes: tar(header('x', { sizeField: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0) }), END),
    problem: 'member-cut-off',
  },
])('$name is refused', async ({ bytes, problem }) => {
  expect(await problemOf(bytes)).toBe(problem);
});

test('an extended header overrides size, path and time of one member only', async () => {
  const { contents } = await readAll(
    inPieces(tar(extended('mtime=1700000000.125'), extended('size=3'), header('a'), 'abc', header('b'), END)),
  );
  expect(contents.map(({ member }) => [member.path, member.sizeBytes, member.modifiedAt.getTime()])).toEqual([
    ['a', 3, 1_700_000_000_125],
    ['b', 0, 0],
  ]);
});

test('a global header is about all members that follow, until one says something else', async () => {
  const { contents } = await readAll(
    inPieces(tar(extended('mtime=100', 'g'), header('a'), extended('mtime=200'), header('b'), header('c'), END)),
  );
  expect(contents.map(({ member }) => member.modifiedAt.getTime())).toEqual([100_000, 200_000, 100_000]);
});

test('garbage ends in a TarDamaged, whatever it is', async () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 4000 }),
    fc
      .tuple(
        fc.uint8Array({ minLength: 512, maxLength: 512 }),
        fc.constantFrom('x', 'g', 'L', 'K', '0', '5'),
        fc.uint8Array({ maxLength: 2000 }),
      )
      .map(([block, type, rest]) => {
        const first = Buffer.from(block);
        first.write('ustar\u000000', 257);
        first.write(type, 156);
        first.write('0000600\0', 100);
        first.write('00000000777\0', 124);
        first.write('00000000000\0', 136);
        return tar(withChecksum(first), rest);
      }),
    fc
      .tuple(fc.nat(PAX.length - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }))
      .map(([at, bytes]) => Buffer.concat([PAX.subarray(0, at), bytes, PAX.subarray(at + bytes.length)])),
  );
  await fc.assert(
    fc.asyncProperty(garbage, async (bytes) => {
      expect(typeof (await problemOf(bytes))).toBe('string');
    }),
    { numRuns: 500 },
  );
});

describe('the source', () => {
  function watched(failure?: Error): { source: AsyncIterable<Uint8Array>; state: { released: boolean } } {
    const state = { released: false };
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield PAX.subarray(0, 3000);
        await Promise.resolve();
        if (failure !== undefined) throw failure;
        yield PAX.subarray(3000);
      } finally {
        state.released = true;
      }
    }
    return { source: source(), state };
  }

  test('has its errors passed on as they are', async () => {
    const failure = new Error('connection reset');
    await expect(readAll(watched(failure).source)).rejects.toBe(failure);
  });

  test('is let go of when nobody reads on', async () => {
    const { source, state } = watched();
    for await (const event of readTar(source)) if (event.kind === 'content') break;
    expect(state.released).toBe(true);
  });

  test('is let go of when the tar is damaged', async () => {
    const state = { released: false };
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        await Promise.resolve();
        for (;;) yield new Uint8Array(700).fill(7);
      } finally {
        state.released = true;
      }
    }
    await expect(readAll(endless())).rejects.toThrow(TarDamaged);
    expect(state.released).toBe(true);
  });
});
