import type { SourceReader } from './source-reader.ts';

export interface DecoderOptions {
  readonly signal: AbortSignal | undefined;
  readonly memory: ChunkMemory;
}

/**
 * Whose the memory of chunks is. `collected`: the garbage collector frees it, as always. `freed`: that of a chunk is free as soon as the next
 * one is asked for, and that of the source's chunks when they are used up, so nobody else may keep any of them. Only some decoders do so.
 */
export type ChunkMemory = 'collected' | 'freed';

/** Decompresses all that the reader has, up to its very end. */
export type Decoder = (reader: SourceReader, options: DecoderOptions) => AsyncGenerator<Uint8Array, void, undefined>;

/** Enough that the steps between two chunks do not count, small enough to stay in a cache and within a few MiB of memory. */
export const CHUNK_BYTES: number = 256 * 1024;
