import { StoreError, type ListedObject, type WritableObjectStore } from '@postgres-ha/object-store';
import { openSealed, type Opened, type Seal } from './sealed-text.ts';

/** No entry is as large; whatever is has not been written here. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The objects of a ledger, below its prefix. */
export interface LedgerObjects {
  readonly store: WritableObjectStore;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

export interface Waiting {
  readonly signal?: AbortSignal;
}

/** @returns undefined where there is no such object @throws StoreError when it cannot be read */
export async function readSealed(
  objects: LedgerObjects,
  name: string,
  { seal, signal }: Waiting & { readonly seal: Seal },
): Promise<Opened | undefined> {
  try {
    const text = await readText(objects, name, { ...(signal !== undefined && { signal }) });
    return text === undefined ? { kind: 'broken', because: 'it is too large for an entry' } : openSealed(text, seal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.problem === 'object-missing') return undefined;
    if (error.problem === 'object-damaged') return { kind: 'broken', because: error.message };
    throw error;
  }
}

/** Names below the prefix, in order. */
export async function listNames(
  { store, prefix }: LedgerObjects,
  folder: string,
  { signal }: Waiting,
): Promise<readonly (ListedObject & { readonly name: string })[]> {
  const names: (ListedObject & { readonly name: string })[] = [];
  for await (const object of store.list(`${prefix}${folder}`, { ...(signal !== undefined && { signal }) })) {
    names.push({ ...object, name: object.key.slice(prefix.length) });
  }
  return names;
}

/** What went wrong with the store is told by a value; anything else is a bug and is thrown on. */
export async function whereAvailable<T, E>(act: () => Promise<T>, otherwise: (error: StoreError) => E): Promise<T | E> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StoreError) return otherwise(error);
    throw error;
  }
}

async function readText(
  { store, prefix }: LedgerObjects,
  name: string,
  { signal }: Waiting,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of store.read(`${prefix}${name}`, { ...(signal !== undefined && { signal }) })) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
