import { ArchiveDamaged, type ArchiveProblem } from '../archive-damaged.ts';
import { CHUNK_BYTES } from '../decoder.ts';
import type { SourceReader } from '../source-reader.ts';
import { decodeLz4Block } from './lz4-block.ts';
import { readLz4FrameHeader, seekLz4Frame, type Lz4FrameHeader } from './lz4-frame-header.ts';
import { xxHash32 } from './xxhash32.ts';

const HISTORY_BYTES = 64 * 1024;

/** Frames one after the other, among them skippable ones, with every checksum that they carry. */
export async function* decodeLz4(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  while (await seekLz4Frame(reader)) yield* decodeFrame(reader, await readLz4FrameHeader(reader));
}

async function* decodeFrame(
  reader: SourceReader,
  { maxBlockBytes, blocksAreIndependent, blocksHaveChecksum, contentHasChecksum, contentSizeBytes }: Lz4FrameHeader,
): AsyncGenerator<Uint8Array, void, undefined> {
  const fail = (problem: ArchiveProblem, because: string): never => {
    throw new ArchiveDamaged('lz4', { problem, offsetBytes: reader.offsetBytes, because });
  };
  const readWhole = async (sizeBytes: number): Promise<Uint8Array> => {
    const bytes = await reader.read(sizeBytes);
    return bytes.length < sizeBytes ? fail('truncated', 'ends before the end mark of a frame') : bytes;
  };
  const readNumber = async (): Promise<number> => {
    const bytes = await readWhole(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  };

  const roomBytes = HISTORY_BYTES + Math.max(maxBlockBytes, CHUNK_BYTES);
  const contentHash = contentHasChecksum ? xxHash32() : undefined;
  let contentBytes = 0;
  let out: Uint8Array = Buffer.allocUnsafeSlow(roomBytes);
  let historyStart = 0;
  let given = 0; // content up to here was given out, and is history
  let filled = 0;
  for (let size = await readNumber(); size !== 0; size = await readNumber()) {
    const isPlain = size >= 0x80000000;
    const sizeBytes = size % 0x80000000;
    if (sizeBytes > maxBlockBytes) fail('corrupt', `a block of ${sizeBytes} bytes, where ${maxBlockBytes} are allowed`);
    const block = await readWhole(sizeBytes);
    if (blocksHaveChecksum && hashOf(block) !== (await readNumber()))
      fail('corrupt', 'a block does not match its checksum');
    if (roomBytes - filled < maxBlockBytes) {
      yield out.subarray(given, filled);
      const fresh = Buffer.allocUnsafeSlow(roomBytes);
      const history = out.subarray(Math.max(historyStart, filled - HISTORY_BYTES), filled);
      fresh.set(history);
      out = fresh;
      historyStart = 0;
      given = history.length;
      filled = history.length;
    }
    const start = filled;
    if (blocksAreIndependent) historyStart = start;
    const end = isPlain
      ? copy(block, out, start)
      : decodeLz4Block(block, out, { start, end: start + maxBlockBytes, historyStart });
    if (end === undefined) return fail('corrupt', 'a block is no LZ4 data');
    contentHash?.update(out.subarray(start, end));
    contentBytes += end - start;
    filled = end;
  }
  if (filled > given) yield out.subarray(given, filled);
  if (contentHash !== undefined && contentHash.digest() !== (await readNumber()))
    fail('corrupt', 'the content does not match its checksum');
  if (contentSizeBytes !== undefined && contentSizeBytes !== BigInt(contentBytes))
    fail('corrupt', `the content has ${contentBytes} bytes, the header says ${contentSizeBytes.toString()}`);
}

function hashOf(bytes: Uint8Array): number {
  const hash = xxHash32();
  hash.update(bytes);
  return hash.digest();
}

function copy(bytes: Uint8Array, out: Uint8Array, start: number): number {
  out.set(bytes, start);
  return start + bytes.length;
}
