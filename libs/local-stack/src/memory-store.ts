import { createHash } from 'node:crypto';
import { StoreError, type ListedObject, type WritableObjectStore } from '@postgres-ha/object-store';

export interface MemoryStore extends WritableObjectStore {
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/** Objects of this process, for tests of what writes them. */
export function memoryStore(): MemoryStore {
  const objects = new Map<string, { readonly content: Uint8Array; readonly listed: ListedObject }>();
  const named = (key: string): { readonly content: Uint8Array; readonly listed: ListedObject } => {
    const found = objects.get(key);
    if (found) return found;
    throw new StoreError('object-missing', { message: `memory, ${key}: found no object`, key });
  };
  return {
    name: 'memory',
    get objects() {
      return new Map([...objects].map(([key, { content }]) => [key, content]));
    },
    async *list(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (const key of keys) yield await Promise.resolve(named(key).listed);
    },
    async *read(key, { range } = {}) {
      yield await Promise.resolve(named(key).content.subarray(range?.start, range?.end));
    },
    stat: async (key) => Promise.resolve(named(key).listed),
    put: async (key, body, { ifAbsent, signal } = {}) => {
      const chunks: Uint8Array[] = [];
      if (body instanceof Uint8Array) chunks.push(body);
      else for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
      signal?.throwIfAborted();
      if (ifAbsent === true && objects.has(key)) {
        throw new StoreError('object-changed', { message: `memory, ${key}: found an object, expected none`, key });
      }
      const content = Buffer.concat(chunks);
      const etag = createHash('md5').update(content).digest('hex');
      objects.set(key, { content, listed: { key, sizeBytes: content.length, lastModified: new Date(), etag } });
      return { etag };
    },
    remove: async (key) => {
      await Promise.resolve(objects.delete(key));
    },
    [Symbol.asyncDispose]: async () => {
      objects.clear();
      await Promise.resolve();
    },
  };
}
