import { crc32 } from 'node:zlib';
import { ArchiveDamaged } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';

const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/**
 * Reads the header of a member, of any length.
 * @throws ArchiveDamaged; `trailing-bytes` when something else stands where a further member would
 */
export async function readGzipHeader(reader: SourceReader): Promise<void> {
  const startBytes = reader.offsetBytes;
  let crc = 0;
  const take = async (sizeBytes: number): Promise<Uint8Array> => {
    const bytes = await reader.read(sizeBytes);
    if (bytes.length < sizeBytes)
      throw new ArchiveDamaged('gzip', {
        problem: 'truncated',
        offsetBytes: reader.offsetBytes,
        because: reader.offsetBytes === 0 ? 'there is nothing' : 'ends within the header of a member',
      });
    crc = crc32(bytes, crc);
    return bytes;
  };

  const [id1, id2] = await reader.peek(2);
  const magic = id1 === 0x1f && (id2 === 0x8b || (id2 === undefined && startBytes === 0));
  if (id1 !== undefined && !magic)
    throw new ArchiveDamaged('gzip', {
      problem: startBytes === 0 ? 'corrupt' : 'trailing-bytes',
      offsetBytes: startBytes,
      because:
        startBytes === 0
          ? 'does not begin as gzip does (1f 8b)'
          : 'there are bytes behind the last member, and no member',
    });
  const [, , method, flags = 0] = await take(10);
  if (method !== 8 || (flags & RESERVED) !== 0)
    throw new ArchiveDamaged('gzip', {
      problem: 'corrupt',
      offsetBytes: startBytes,
      because: `the header names method ${method ?? '?'} and flags ${flags}; gzip knows method 8 and flags below 32`,
    });
  if ((flags & EXTRA) !== 0) {
    const [low = 0, high = 0] = await take(2);
    await take(low + 256 * high);
  }
  if ((flags & NAME) !== 0) await takeText(take);
  if ((flags & COMMENT) !== 0) await takeText(take);
  if ((flags & HEADER_CRC) === 0) return;
  const expected = crc & 0xffff;
  const [low = 0, high = 0] = await take(2);
  if (low + 256 * high !== expected)
    throw new ArchiveDamaged('gzip', {
      problem: 'corrupt',
      offsetBytes: startBytes,
      because: 'the header does not match its own checksum',
    });
}

async function takeText(take: (sizeBytes: number) => Promise<Uint8Array>): Promise<void> {
  for (;;) {
    const [byte] = await take(1);
    if (byte === 0) return;
  }
}
