import type { Compression } from '@postgres-ha/backup-catalog';
import { decodeBzip2 } from './bzip2/decode-bzip2.ts';
import type { ChunkMemory, Decoder, PieceMemory } from './decoder.ts';
import { decodeGzip } from './gzip/decode-gzip.ts';
import { decodeLz4 } from './lz4/decode-lz4.ts';
import { decodeSnappy } from './snappy/decode-snappy.ts';
import { readSource, type SourceReader } from './source-reader.ts';
import { decodeXz } from './xz/decode-xz.ts';
import { decodeZstd } from './zstd/decode-zstd.ts';

const DECODERS: Readonly<Record<Compression, Decoder>> = {
  none: decodeNothing,
  gzip: decodeGzip,
  bzip2: decodeBzip2,
  snappy: decodeSnappy,
  lz4: decodeLz4,
  xz: decodeXz,
  zstd: decodeZstd,
};

export interface DecompressOptions {
  readonly signal?: AbortSignal | undefined;
  /** `collected` if not given. `freed` is for who is done with each chunk before asking for the next, and takes half of the time. */
  readonly memory?: ChunkMemory;
  /** `kept` if not given. */
  readonly pieces?: PieceMemory | undefined;
}

/**
 * Decompresses a stream as it comes, in bounded memory, and lets nothing pass that its format can tell is wrong. Ends normally only
 * when the source ended exactly where the last member, frame or stream did. Chunks that were given out before an error may hold wrong bytes.
 * @throws ArchiveDamaged, CodecUnavailable; what the source throws, as it is; the reason of the signal
 */
export async function* decompress(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  { signal, memory = 'collected', pieces = 'kept' }: DecompressOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = readSource(source, signal);
  for await (const chunk of DECODERS[compression](reader, { signal, memory, pieces })) {
    yield chunk;
    signal?.throwIfAborted();
  }
}

async function* decodeNothing(reader: SourceReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let piece = await reader.next(); piece !== undefined; piece = await reader.next()) yield piece;
}
