import { ArchiveDamaged, type ArchiveProblem } from '../archive-damaged.ts';
import { CHUNK_BYTES } from '../decoder.ts';
import type { SourceReader } from '../source-reader.ts';
import { crc32c } from './crc32c.ts';
import { decodeSnappyBlock } from './snappy-block.ts';

const IDENTIFIER = 0xff;
const COMPRESSED = 0x00;
const UNCOMPRESSED = 0x01;
const PADDING = 0xfe;
/** Content of a chunk. */
const MAX_CONTENT_BYTES = 65536;
/** Of a chunk with content: checksum, and what snappy makes of incompressible content at worst. */
const MAX_CHUNK_BYTES = 4 + 32 + MAX_CONTENT_BYTES + Math.floor(MAX_CONTENT_BYTES / 6);
const NAME = [0x73, 0x4e, 0x61, 0x50, 0x70, 0x59];

/**
 * The framing format, whose every chunk has a masked CRC-32C. It has no end mark: what is cut between two chunks looks whole.
 * @see https://github.com/google/snappy/blob/main/framing_format.txt
 */
export async function* decodeSnappy(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  let out = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let filled = 0;
  for (;;) {
    const startBytes = reader.offsetBytes;
    const fail = (problem: ArchiveProblem, because: string): never => {
      throw new ArchiveDamaged('snappy', { problem, offsetBytes: startBytes, because });
    };
    const header = await reader.read(4);
    if (header.length === 0 && startBytes > 0) break;
    const [kind = 0, size0 = 0, size1 = 0, size2 = 0] = header;
    if (startBytes === 0 && header.length > 0 && kind !== IDENTIFIER)
      fail('corrupt', 'does not begin as a snappy stream does (ff 06 00 00 sNaPpY)');
    if (header.length < 4)
      fail('truncated', header.length === 0 ? 'there is nothing' : 'ends within the header of a chunk');
    const sizeBytes = size0 | (size1 << 8) | (size2 << 16);

    if (kind === COMPRESSED || kind === UNCOMPRESSED) {
      if (sizeBytes < 4 || sizeBytes > MAX_CHUNK_BYTES) fail('corrupt', `a chunk of ${sizeBytes} bytes`);
      const chunk = await reader.read(sizeBytes);
      if (chunk.length < sizeBytes) fail('truncated', 'ends within a chunk');
      if (out.length - filled < MAX_CONTENT_BYTES) {
        yield out.subarray(0, filled);
        out = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        filled = 0;
      }
      const room = out.subarray(filled, filled + MAX_CONTENT_BYTES);
      const end = kind === COMPRESSED ? decodeSnappyBlock(chunk.subarray(4), room, 0) : copy(chunk.subarray(4), room);
      if (end === undefined) return fail('corrupt', 'a chunk is no snappy data, or holds more than 64 KiB');
      if (unmask(chunk) !== crc32c(room.subarray(0, end)))
        fail('corrupt', 'the content of a chunk does not match its CRC-32C');
      filled += end;
    } else if (kind === IDENTIFIER) {
      const name = await reader.read(6);
      if (sizeBytes !== 6 || !NAME.every((byte, i) => byte === (name[i] ?? byte)))
        fail('corrupt', 'a stream identifier that says something else than sNaPpY');
      if (name.length < 6) fail('truncated', 'ends within the stream identifier');
    } else if (kind === PADDING) {
      for (let left = sizeBytes; left > 0;) {
        const piece = await reader.next(left);
        if (piece === undefined) return fail('truncated', 'ends within padding');
        left -= piece.length;
      }
    } else {
      // Half of these may be skipped by the format. But nobody has ever given them a meaning, and one flipped bit makes them
      // of a chunk with content, which would then be missing without a word.
      fail('trailing-bytes', `there are bytes that are no chunk that anybody writes (kind ${kind.toString(16)})`);
    }
  }
  if (filled > 0) yield out.subarray(0, filled);
}

function copy(bytes: Uint8Array, out: Uint8Array): number | undefined {
  if (bytes.length > out.length) return undefined;
  out.set(bytes);
  return bytes.length;
}

function unmask(chunk: Uint8Array): number {
  const rotated = (new DataView(chunk.buffer, chunk.byteOffset, 4).getUint32(0, true) - 0xa282ead8) >>> 0;
  return (rotated >>> 17) | (rotated << 15);
}
