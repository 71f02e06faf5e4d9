import { ArchiveDamaged, type ArchiveProblem } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';
import { readBits, type BitReader } from './bit-reader.ts';
import { bzip2Crc } from './bzip2-crc.ts';
import { readSortedBlock } from './bzip2-block.ts';
import { unsortedContent } from './unsorted-content.ts';

/** Bits of the longest code per byte, and the tables. */
const MAX_BLOCK_BITS = 20;
const MAX_TABLES_BYTES = 32 * 1024;

/** Streams one after the other, with the CRC of each block and of each stream. */
export async function* decodeBzip2(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    yield* decodeStream(reader, await readLevel(reader));
  } while ((await reader.peek(1)).length > 0);
}

/** Reads a stream's header. @returns the size of its blocks in 100,000 bytes */
async function readLevel(reader: SourceReader): Promise<number> {
  const startBytes = reader.offsetBytes;
  const header = await reader.read(4);
  const isHeader = [0x42, 0x5a, 0x68].every((byte, i) => byte === (header[i] ?? byte));
  const level = (header[3] ?? 0x39) - 0x30;
  if (!isHeader || level < 1 || level > 9)
    throw damaged(
      startBytes === 0 ? 'corrupt' : 'trailing-bytes',
      startBytes,
      startBytes === 0
        ? 'does not begin as bzip2 does (BZh1 to BZh9)'
        : 'there are bytes behind the last stream, and no stream',
    );
  if (header.length < 4)
    throw damaged('truncated', startBytes, header.length === 0 ? 'there is nothing' : 'ends within a header');
  return level;
}

async function* decodeStream(reader: SourceReader, level: number): AsyncGenerator<Uint8Array, void, undefined> {
  const links = new Uint32Array(100_000 * level);
  const windowBytes = Math.ceil((links.length * MAX_BLOCK_BITS) / 8) + MAX_TABLES_BYTES;
  let startBit = 0;
  let streamCrc = 0;
  for (;;) {
    const startBytes = reader.offsetBytes;
    const window = await reader.peek(windowBytes);
    const bits = readBits(window, startBit);
    const [high, low] = [bits.take(24), bits.take(24)];
    const storedCrc = (bits.take(16) << 16) | bits.take(16);
    const isEnd = high === 0x177245 && low === 0x385090;
    const isBlock = high === 0x314159 && low === 0x265359;
    if (bits.positionBits() > 8 * window.length) throw damaged('truncated', startBytes, 'ends between two blocks');
    if (isEnd) {
      await reader.read(Math.ceil(bits.positionBits() / 8));
      if (storedCrc !== streamCrc) throw damaged('corrupt', startBytes, 'a stream does not match its CRC-32');
      return;
    }
    if (!isBlock) throw damaged('corrupt', startBytes, 'neither a block nor the end of a stream');

    const block = readSortedBlock(bits, links);
    if (block === undefined || endsBehind(bits, window))
      throw endsBehind(bits, window)
        ? damaged('truncated', startBytes, 'ends within a block')
        : damaged('corrupt', startBytes, 'a block that is malformed');
    let crc = -1;
    for (const chunk of unsortedContent(block)) {
      crc = bzip2Crc(chunk, crc);
      yield chunk;
    }
    if (~crc !== storedCrc) throw damaged('corrupt', startBytes, 'the content of a block does not match its CRC-32');
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ storedCrc;
    await reader.read(Math.floor(bits.positionBits() / 8));
    startBit = bits.positionBits() % 8;
  }
}

function endsBehind(bits: BitReader, window: Uint8Array): boolean {
  return bits.positionBits() > 8 * window.length;
}

function damaged(problem: ArchiveProblem, offsetBytes: number, because: string): ArchiveDamaged {
  return new ArchiveDamaged('bzip2', { problem, offsetBytes, because });
}
