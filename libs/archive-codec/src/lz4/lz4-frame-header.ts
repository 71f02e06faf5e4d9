import { ArchiveDamaged, CodecUnavailable } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';
import { xxHash32 } from './xxhash32.ts';

export const LZ4_MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;

export interface Lz4FrameHeader {
  /** A block that is not independent may refer to 64 KiB before it. */
  readonly blocksAreIndependent: boolean;
  readonly blocksHaveChecksum: boolean;
  readonly contentHasChecksum: boolean;
  readonly contentSizeBytes?: bigint;
  readonly maxBlockBytes: number;
}

/**
 * Reads a frame's header, behind its magic number.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export async function readLz4FrameHeader(reader: SourceReader): Promise<Lz4FrameHeader> {
  const startBytes = reader.offsetBytes;
  const start = await reader.peek(2);
  const [flags = 0, blockDescriptor = 0] = start;
  const hasContentSize = (flags & 8) !== 0;
  const sizeBytes = 2 + (hasContentSize ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0);
  const header = await reader.read(sizeBytes + 1);
  if (start.length < 2 || header.length < sizeBytes + 1)
    throw new ArchiveDamaged('lz4', {
      problem: 'truncated',
      offsetBytes: reader.offsetBytes,
      because: 'ends within the header of a frame',
    });
  const hash = xxHash32();
  hash.update(header.subarray(0, sizeBytes));
  const expected = (hash.digest() >>> 8) & 0xff;
  const sizeCode = (blockDescriptor >>> 4) & 7;
  if (
    expected !== header[sizeBytes] ||
    flags >>> 6 !== 1 ||
    (flags & 2) !== 0 ||
    (blockDescriptor & 0x8f) !== 0 ||
    sizeCode < 4
  )
    throw new ArchiveDamaged('lz4', {
      problem: 'corrupt',
      offsetBytes: startBytes,
      because: "a frame's header does not match its own checksum, or says what version 1 does not know",
    });
  if ((flags & 1) !== 0) throw new CodecUnavailable('lz4', 'it was compressed with a dictionary');
  return {
    blocksAreIndependent: (flags & 0x20) !== 0,
    blocksHaveChecksum: (flags & 0x10) !== 0,
    contentHasChecksum: (flags & 4) !== 0,
    ...(hasContentSize && { contentSizeBytes: new DataView(header.buffer, header.byteOffset).getBigUint64(2, true) }),
    maxBlockBytes: 2 ** (8 + 2 * sizeCode),
  };
}

/**
 * Passes over skippable frames.
 * @returns whether a frame follows, whose magic number was read; false at the end
 */
export async function seekLz4Frame(reader: SourceReader): Promise<boolean> {
  for (;;) {
    const startBytes = reader.offsetBytes;
    const bytes = await reader.read(4);
    if (bytes.length === 0 && startBytes > 0) return false;
    const magic = bytes.length < 4 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    if (magic === LZ4_MAGIC) return true;
    if (magic === LEGACY_MAGIC) throw new CodecUnavailable('lz4', 'it has the legacy format');
    if (magic === undefined && startBytes === 0)
      throw new ArchiveDamaged('lz4', {
        problem: 'truncated',
        offsetBytes: bytes.length,
        because: bytes.length === 0 ? 'there is nothing' : 'ends within the magic number',
      });
    if (magic === undefined || magic >>> 4 !== 0x184d2a5)
      throw new ArchiveDamaged('lz4', {
        problem: startBytes === 0 ? 'corrupt' : 'trailing-bytes',
        offsetBytes: startBytes,
        because:
          startBytes === 0
            ? 'does not begin as lz4 does (04 22 4d 18)'
            : 'there are bytes behind the last frame, and no frame',
      });
    await skip(reader);
  }
}

async function skip(reader: SourceReader): Promise<void> {
  const size = await reader.read(4);
  const whole = size.length === 4;
  let left = whole ? new DataView(size.buffer, size.byteOffset).getUint32(0, true) : 1;
  while (left > 0) {
    const piece = whole ? await reader.next(left) : undefined;
    if (piece === undefined)
      throw new ArchiveDamaged('lz4', {
        problem: 'truncated',
        offsetBytes: reader.offsetBytes,
        because: 'ends within a skippable frame',
      });
    left -= piece.length;
  }
}
