import type { ListedObject, ObjectStore, WritableObjectStore } from '@postgres-ha/object-store';
import type { BreakPlan } from './break-ways.ts';

export interface CopyOptions {
  /** What the archive had when the copy was begun; what came later is not copied. */
  readonly objects: readonly Pick<ListedObject, 'key' | 'etag'>[];
  readonly plan: BreakPlan;
  readonly signal: AbortSignal;
}

/**
 * Copies an archive and breaks one object of the copy.
 * @returns what was done, in words
 */
export async function copyAndBreak(
  original: ObjectStore,
  copy: WritableObjectStore,
  { objects, plan, signal }: CopyOptions,
): Promise<string> {
  const { content, done } = plan.spoil(await wholeObject(original, plan.source, signal));
  // as Barman does: backup.info comes when all that it speaks of is there
  const isInfo = ({ key }: { readonly key: string }): boolean => key.endsWith('/backup.info');
  for (const { key, etag } of [...objects.filter((each) => !isInfo(each)), ...objects.filter(isInfo)]) {
    if (key !== plan.object) await copy.put(key, original.read(key, { etag, signal }), { signal });
    else if (content !== undefined) await copy.put(key, content, { signal });
  }
  return done;
}

export async function listAll(store: ObjectStore, signal: AbortSignal): Promise<readonly ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const object of store.list('', { signal })) objects.push(object);
  return objects;
}

export async function removeAll(store: WritableObjectStore, signal: AbortSignal): Promise<void> {
  for (const { key } of await listAll(store, signal)) await store.remove(key, { signal });
}

async function wholeObject(store: ObjectStore, key: string, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // a store may use a chunk again
  for await (const chunk of store.read(key, { signal })) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}
