import { ArchiveDamaged, CodecUnavailable, type ArchiveProblem } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';

const MAGIC = 0xfd2fb528;
/** What node:zlib serves (ZSTD_WINDOWLOG_LIMIT_DEFAULT), and `zstd -d` without `--long`. */
const MAX_WINDOW_BYTES = 2 ** 27;
/** Pieces below this are put together, since each goes to a thread and back. */
const PIECE_BYTES = 64 * 1024;

/** Whether a skippable frame stands here, which holds bytes that are not content. */
export async function isSkippable(reader: SourceReader): Promise<boolean> {
  const magic = uint32(await reader.peek(4));
  return magic !== undefined && magic >>> 4 === 0x184d2a5;
}

/** Passes over a skippable frame. */
export async function skipFrame(reader: SourceReader): Promise<void> {
  await take(reader, 4);
  let left = uint32(await take(reader, 4)) ?? 0;
  while (left > 0) {
    const piece = await reader.next(left);
    if (piece === undefined) throw zstdDamaged(reader, 'truncated', 'ends within a skippable frame');
    left -= piece.length;
  }
}

/**
 * The bytes of one frame, from its header to its checksum; what follows is left to the reader.
 * @see RFC 8878, 3.1.1
 */
export async function* zstdFrame(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  let pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  const ready = (piece: Uint8Array): boolean => {
    pieces.push(piece);
    sizeBytes += piece.length;
    return sizeBytes >= PIECE_BYTES;
  };
  const gathered = (): Uint8Array => {
    const whole = Buffer.concat(pieces, sizeBytes);
    pieces = [];
    sizeBytes = 0;
    return whole;
  };

  const { header, hasChecksum } = await readHeader(reader);
  ready(header);
  for (let last = false; !last;) {
    const [b0 = 0, b1 = 0, b2 = 0] = await peekAll(reader, 3);
    const block = b0 | (b1 << 8) | (b2 << 16);
    last = (block & 1) === 1;
    const kind = (block >>> 1) & 3;
    if (kind === 3) throw zstdDamaged(reader, 'corrupt', 'a block of the reserved kind');
    for (let left = 3 + (kind === 1 ? 1 : block >>> 3); left > 0;) {
      const piece = await reader.next(left);
      if (piece === undefined) throw zstdDamaged(reader, 'truncated', 'ends within a block');
      left -= piece.length;
      if (ready(piece)) yield gathered();
    }
  }
  if (hasChecksum) ready(await take(reader, 4));
  if (sizeBytes > 0) yield gathered();
}

async function readHeader(
  reader: SourceReader,
): Promise<{ readonly header: Uint8Array; readonly hasChecksum: boolean }> {
  const startBytes = reader.offsetBytes;
  const start = await reader.peek(6);
  const magic = uint32(start);
  if (magic !== MAGIC && (start.length >= 4 || startBytes > 0))
    throw zstdDamaged(
      reader,
      startBytes === 0 ? 'corrupt' : 'trailing-bytes',
      startBytes === 0
        ? 'does not begin as zstd does (28 b5 2f fd)'
        : 'there are bytes behind the last frame, and no frame',
    );
  if (start.length < 6) throw zstdDamaged(reader, 'truncated', 'ends within the header of a frame');
  const [, , , , descriptor = 0, window = 0] = start;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const header = await take(reader, 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes);
  const windowBytes = isSingleSegment
    ? littleEndian(header.subarray(header.length - contentSizeBytes))
    : 2 ** (10 + (window >>> 3)) * (1 + (window & 7) / 8);
  if (windowBytes > MAX_WINDOW_BYTES)
    throw new CodecUnavailable(
      'zstd',
      `a window of ${windowBytes} bytes is asked for, at most ${MAX_WINDOW_BYTES} are served`,
    );
  return { header, hasChecksum: (descriptor & 4) !== 0 };
}

async function peekAll(reader: SourceReader, sizeBytes: number): Promise<Uint8Array> {
  const bytes = await reader.peek(sizeBytes);
  if (bytes.length < sizeBytes) throw zstdDamaged(reader, 'truncated', 'ends where a frame goes on');
  return bytes;
}

async function take(reader: SourceReader, sizeBytes: number): Promise<Uint8Array> {
  await peekAll(reader, sizeBytes);
  return reader.read(sizeBytes);
}

/** A damage at the place where the reader is. */
export function zstdDamaged(reader: SourceReader, problem: ArchiveProblem, because: string): ArchiveDamaged {
  return new ArchiveDamaged('zstd', { problem, offsetBytes: reader.offsetBytes, because });
}

function uint32(bytes: Uint8Array): number | undefined {
  return bytes.length < 4 ? undefined : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
