import { crc32 } from 'node:zlib';
import { CodecUnavailable } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';
import { decodeXzBlock } from './xz-block.ts';
import { littleEndian, xzCheck } from './xz-check.ts';
import { readXzIndex, xzRecords } from './xz-index.ts';
import { takeXz, xzDamaged } from './xz-damaged.ts';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/**
 * Streams one after the other, with padding between them: the check of each block, the index with the sizes of all, and
 * the CRC-32 of each header.
 * @see The .xz File Format, version 1.2.1
 */
export async function* decodeXz(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    yield* decodeStream(reader);
    await skipPadding(reader);
  } while ((await reader.peek(1)).length > 0);
}

async function* decodeStream(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  const flags = await readStreamHeader(reader);
  const kind = flags[1] ?? 0;
  const records = xzRecords();
  for (;;) {
    const [headerSize] = await reader.peek(1);
    if (headerSize === undefined) throw xzDamaged(reader, 'truncated', 'ends where a block or the index must stand');
    if (headerSize === 0) break;
    const check = xzCheck(kind);
    if (check === undefined) throw new CodecUnavailable('xz', `it has a check of kind ${kind}`);
    records.add(yield* decodeXzBlock(reader, check));
  }
  const indexBytes = await readXzIndex(reader, records);

  const footer = await takeXz(reader, 12, 'the footer of a stream');
  const view = new DataView(footer.buffer, footer.byteOffset, 12);
  const isFooter =
    view.getUint32(0, true) === crc32(footer.subarray(4, 10)) &&
    view.getUint16(10) === 0x595a &&
    footer[8] === flags[0] &&
    footer[9] === flags[1] &&
    (view.getUint32(4, true) + 1) * 4 === indexBytes;
  if (!isFooter)
    throw xzDamaged(reader, 'corrupt', 'the footer of a stream does not fit the stream, or its own CRC-32');
}

async function readStreamHeader(reader: SourceReader): Promise<Uint8Array> {
  const startBytes = reader.offsetBytes;
  const start = await reader.peek(6);
  if (start.length > 0 && !MAGIC.every((byte, i) => byte === (start[i] ?? byte)))
    throw startBytes === 0
      ? xzDamaged(reader, 'corrupt', 'does not begin as xz does (fd 37 7a 58 5a 00)')
      : xzDamaged(reader, 'trailing-bytes', 'there are bytes behind the last stream, and no stream');
  const header = await takeXz(reader, 12, 'the header of a stream');
  const flags = header.subarray(6, 8);
  if (!equal(littleEndian(crc32(flags)), header.subarray(8)))
    throw xzDamaged(reader, 'corrupt', 'the header of a stream does not match its CRC-32');
  if (flags[0] !== 0 || (flags[1] ?? 0) > 15)
    throw new CodecUnavailable('xz', `a stream has flags that version 1.2 of the format does not know`);
  return Uint8Array.from(flags);
}

/** Zeroes between streams, and behind the last, in fours. */
async function skipPadding(reader: SourceReader): Promise<void> {
  for (;;) {
    const four = await reader.peek(4);
    if (four.length === 0 || four[0] !== 0) return;
    if (four.length < 4 || four.some((byte) => byte !== 0))
      throw xzDamaged(reader, 'trailing-bytes', 'there are bytes behind the last stream that are no padding');
    await reader.read(4);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
