import { crc32 } from 'node:zlib';
import { CodecUnavailable } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';
import { decodeLzma2 } from './lzma2.ts';
import { littleEndian, type XzCheck } from './xz-check.ts';
import { takeXz, xzDamaged } from './xz-damaged.ts';
import type { XzRecord } from './xz-index.ts';

const LZMA2 = 0x21;

/** Decompresses a block, compares it with its check, and returns its sizes. */
export async function* decodeXzBlock(
  reader: SourceReader,
  check: XzCheck,
): AsyncGenerator<Uint8Array, XzRecord, undefined> {
  const startBytes = reader.offsetBytes;
  const header = await readBlockHeader(reader);
  const dataStart = reader.offsetBytes;
  let contentBytes = 0;
  for await (const chunk of decodeLzma2(reader, header.dictionaryBytes)) {
    check.update(chunk);
    contentBytes += chunk.length;
    yield chunk;
  }
  const compressedBytes = reader.offsetBytes - dataStart;
  if (
    (header.compressedBytes ?? compressedBytes) !== compressedBytes ||
    (header.contentBytes ?? contentBytes) !== contentBytes
  )
    throw xzDamaged(reader, 'corrupt', 'a block has other sizes than its header says');
  const padding = await takeXz(reader, -compressedBytes & 3, 'the padding of a block');
  if (padding.some((byte) => byte !== 0)) throw xzDamaged(reader, 'corrupt', 'the padding of a block is not zero');
  const unpaddedBytes = reader.offsetBytes - startBytes - padding.length + check.sizeBytes;
  const stored = await takeXz(reader, check.sizeBytes, 'the check of a block');
  if (!check.digest().every((byte, i) => byte === stored[i]))
    throw xzDamaged(reader, 'corrupt', `the content of a block does not match its ${check.name}`);
  return { unpaddedBytes, contentBytes };
}

interface BlockHeader {
  readonly compressedBytes?: number;
  readonly contentBytes?: number;
  readonly dictionaryBytes: number;
}

async function readBlockHeader(reader: SourceReader): Promise<BlockHeader> {
  const [size = 0] = await reader.peek(1);
  const header = await takeXz(reader, 4 * (size + 1), 'the header of a block');
  const fields = header.subarray(0, -4);
  if (!littleEndian(crc32(fields)).every((byte, i) => byte === header[fields.length + i]))
    throw xzDamaged(reader, 'corrupt', 'the header of a block does not match its CRC-32');

  let at = 2;
  const takeNumber = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = fields[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  const flags = fields[1] ?? 0;
  const compressedBytes = (flags & 0x40) !== 0 ? takeNumber() : undefined;
  const contentBytes = (flags & 0x80) !== 0 ? takeNumber() : undefined;
  const filter = takeNumber();
  const propertyBytes = takeNumber();
  if ((flags & 0x3f) !== 0 || filter !== LZMA2 || propertyBytes !== 1)
    throw new CodecUnavailable('xz', 'a block uses filters other than LZMA2');
  return {
    ...(compressedBytes !== undefined && { compressedBytes }),
    ...(contentBytes !== undefined && { contentBytes }),
    dictionaryBytes: dictionarySize(fields[at] ?? 0),
  };
}

function dictionarySize(property: number): number {
  return property >= 40 ? 2 ** 32 - 1 : (2 | (property & 1)) * 2 ** (Math.floor(property / 2) + 11);
}
