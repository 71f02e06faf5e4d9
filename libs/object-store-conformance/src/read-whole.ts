import type { ObjectStore, ReadOptions, StoreProblem } from '@postgres-ha/object-store';
import { StoreError } from '@postgres-ha/object-store';

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Does something behind each chunk, before the next is asked for. */
export async function atEachChunk(
  bytes: AsyncIterable<Uint8Array>,
  act: (chunk: Uint8Array) => unknown,
): Promise<void> {
  for await (const chunk of bytes) await act(chunk);
}

export async function readWhole(store: ObjectStore, key: string, options?: ReadOptions): Promise<Buffer> {
  return Buffer.concat(await collect(store.read(key, options)));
}

export async function keysBelow(store: ObjectStore, prefix = '', signal?: AbortSignal): Promise<readonly string[]> {
  return (await collect(store.list(prefix, signal === undefined ? {} : { signal }))).map(({ key }) => key);
}

/** Why something failed; what does not fail, or fails otherwise, is thrown. */
export async function problemOf(something: Promise<unknown>): Promise<StoreProblem> {
  const error: unknown = await something.then(
    (outcome) => new Error(`it did not fail, but gave ${JSON.stringify(outcome)}`),
    (cause: unknown) => cause,
  );
  if (error instanceof StoreError) return error.problem;
  throw error;
}

/** Bytes without a pattern that a shift could hide, the same each time. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed;
  for (let at = 0; at < sizeBytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export async function* inChunks(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += sizeBytes) {
    await Promise.resolve();
    yield bytes.subarray(at, at + sizeBytes);
  }
}
