import { compressionOf, decompress } from '@postgres-ha/archive-codec';
import type { ArchivedObject } from '@postgres-ha/backup-catalog';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { Came } from './second-look.ts';

export interface Reading {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** Told of compressed bytes as they come in. */
  readonly onBytes?: (count: number) => void;
}

export interface ContentReading extends Reading {
  /** Told of the bytes as they are stored. */
  readonly came?: Came;
}

/**
 * The content of an object of the archive, decompressed. Only of the version that was listed: another one is `object-changed`.
 * A chunk is gone when the next one is asked for: its memory is not left to the garbage collector.
 */
export function contentOf(
  object: ArchivedObject,
  { store, signal, onBytes, came }: ContentReading,
): AsyncIterable<Uint8Array> {
  const stored = told(store.read(object.key, { etag: object.etag, signal }), (chunk) => {
    onBytes?.(chunk.length);
    came?.add(chunk);
  });
  return decompress(compressionOf(object.key), stored, { signal, memory: 'freed', pieces: store.chunks });
}

async function* told(
  source: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onChunk(chunk);
    yield chunk;
  }
}
