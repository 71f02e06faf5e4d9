import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decompress } from '@postgres-ha/archive-codec';
import { needPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barmanPython } from './barman-python.ts';

const run = promisify(execFile);
const python = barmanPython();
const need = needPart(python);
const script = new URL('../../archive-codec/src/fixtures/compress.py', import.meta.url).pathname;

const WAYS = {
  gzip: ['gzip-wal', 'gzip-data', 'gzip-named'],
  bzip2: ['bzip2-wal', 'bzip2-data'],
  snappy: ['snappy-wal', 'snappy-data'],
  lz4: ['lz4-wal', 'lz4-data', 'lz4-checksums', 'lz4-independent'],
  xz: ['xz-wal', 'xz-crc32', 'xz-sha256', 'xz-none', 'xz-small-dictionary'],
  zstd: ['zstd-wal', 'zstd-checksum', 'zstd-high'],
} as const;

/** Bytes of every kind that a page has: the same again, counters, noise, zeroes. */
function pages(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let page = 0; page + 8192 <= sizeBytes; page += 8192) {
    if (page % 65536 === 0) continue;
    for (let tuple = 512; tuple < 8192; tuple += 128) bytes.writeUInt32LE(page / 8192 + tuple * 7919, page + tuple);
    randomFillSync(bytes, page, page % 40960 === 0 ? 8192 : 24);
  }
  return bytes;
}

const CONTENTS = [
  { name: 'one byte', bytes: Buffer.from('x') },
  { name: 'a block of 64 KiB to the byte', bytes: pages(65536) },
  { name: 'noise', bytes: randomFillSync(Buffer.alloc(1_500_001)) },
  { name: 'zeroes', bytes: Buffer.alloc(17 * 1024 * 1024) },
  { name: 'pages', bytes: pages(9 * 1024 * 1024 + 777) },
] as const;

describe.skipIf(need.absent)(`archives of Barman's own code have the content that went in${need.note}`, () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'archive-codec-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const cases = Object.entries(WAYS).flatMap(([compression, ways]) =>
    ways.flatMap((way) => CONTENTS.map((content) => ({ compression: compression as keyof typeof WAYS, way, content }))),
  );
  test.each(cases)('$way, $content.name', async ({ compression, way, content }) => {
    const plain = join(directory, 'plain');
    const packed = join(directory, way);
    await writeFile(plain, content.bytes);
    await run(python.path, [script, plain, packed, way]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of decompress(compression, createReadStream(packed))) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(content.bytes)).toBe(true);
  });
});
