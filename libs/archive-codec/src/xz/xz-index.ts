import { crc32 } from 'node:zlib';
import type { SourceReader } from '../source-reader.ts';
import { littleEndian } from './xz-check.ts';
import { takeXz, xzDamaged } from './xz-damaged.ts';

/** Sizes of a block as the index lists them. */
export interface XzRecord {
  /** Header, compressed data and check, without padding. */
  readonly unpaddedBytes: number;
  readonly contentBytes: number;
}

/** The blocks of a stream, folded to their number and a CRC, so that many blocks take no more memory than one. */
export interface XzRecords {
  add(record: XzRecord): void;
  readonly count: number;
  readonly fold: number;
}

export function xzRecords(): XzRecords {
  let count = 0;
  let fold = 0;
  return {
    add: ({ unpaddedBytes, contentBytes }) => {
      count += 1;
      fold = crc32(new Uint8Array(Float64Array.of(unpaddedBytes, contentBytes).buffer), fold);
    },
    get count() {
      return count;
    },
    get fold() {
      return fold;
    },
  };
}

/**
 * Reads the index and compares it with the blocks that were there.
 * @returns its size in bytes
 */
export async function readXzIndex(reader: SourceReader, blocks: XzRecords): Promise<number> {
  const startBytes = reader.offsetBytes;
  let crc = 0;
  const take = async (): Promise<number> => {
    const bytes = await takeXz(reader, 1, 'the index');
    crc = crc32(bytes, crc);
    return bytes[0] ?? 0;
  };
  const takeNumber = async (): Promise<number> => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = await take();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw xzDamaged(reader, 'corrupt', 'a number in the index is too long');
  };

  await take();
  const count = await takeNumber();
  const listed = xzRecords();
  if (count === blocks.count)
    for (let i = 0; i < count; i += 1)
      listed.add({ unpaddedBytes: await takeNumber(), contentBytes: await takeNumber() });
  if (count !== blocks.count || listed.fold !== blocks.fold)
    throw xzDamaged(reader, 'corrupt', 'the index lists other blocks than there are');
  while ((reader.offsetBytes - startBytes) % 4 !== 0)
    if ((await take()) !== 0) throw xzDamaged(reader, 'corrupt', 'the padding of the index is not zero');
  const stored = await takeXz(reader, 4, 'the index');
  if (!littleEndian(crc).every((byte, i) => byte === stored[i]))
    throw xzDamaged(reader, 'corrupt', 'the index does not match its CRC-32');
  return reader.offsetBytes - startBytes;
}
