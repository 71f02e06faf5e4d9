import type { SourceReader } from './source-reader.ts';

export interface DecoderOptions {
  readonly signal: AbortSignal | undefined;
  readonly memory: ChunkMemory;
  readonly pieces: PieceMemory;
}

/**
 * Whose the memory of chunks is. `collected`: the garbage collector frees it, as always. `freed`: that of a chunk is free as soon as the next
 * one is asked for, so nobody may keep it. Only some decoders do so.
 */
export type ChunkMemory = 'collected' | 'freed';

/** Whose the memory of the source's pieces is. `given-away`: of a piece that has all of its memory to itself it may be freed as well. */
export type PieceMemory = 'kept' | 'given-away';

/** Decompresses all that the reader has, up to its very end. */
export type Decoder = (reader: SourceReader, options: DecoderOptions) => AsyncGenerator<Uint8Array, void, undefined>;

/** Enough that the steps between two chunks do not count, small enough to stay in a cache and within a few MiB of memory. */
export const CHUNK_BYTES: number = 256 * 1024;
