import { StoreError, type WritableObjectStore } from '@postgres-ha/object-store';

/** A call to a store, counted from 0. `torn`: of an answer or a body only the first half comes. */
export interface Fault {
  readonly at: number;
  readonly kind: 'error before' | 'error after' | 'torn';
}

/** Thrown where a worker ends: no code of the ledger may catch it. */
export class WorkerEnds extends Error {}

export interface FaultyStore {
  readonly store: WritableObjectStore;
  /** So many calls came. */
  readonly calls: () => number;
}

/** A store with a fault at one of its calls. */
export function faultyStore(inner: WritableObjectStore, fault: Fault | undefined, error: () => Error): FaultyStore {
  let calls = 0;
  const next = (): Fault['kind'] | undefined => {
    const kind = fault?.at === calls ? fault.kind : undefined;
    calls += 1;
    return kind;
  };
  const around = async <T>(act: () => Promise<T>): Promise<T> => {
    const kind = next();
    if (kind === 'error before' || kind === 'torn') throw error();
    const result = await act();
    if (kind === 'error after') throw error();
    return result;
  };
  return {
    calls: () => calls,
    store: {
      ...inner,
      list: (prefix, options) => stream(inner.list(prefix, options), next(), error),
      read: (key, options) => stream(inner.read(key, options), next(), error),
      stat: (key, options) => around(() => inner.stat(key, options)),
      put: (key, body, options) => around(() => inner.put(key, body, options)),
      remove: (key, options) => around(() => inner.remove(key, options)),
    },
  };
}

async function* stream<T>(
  items: AsyncIterable<T>,
  kind: Fault['kind'] | undefined,
  error: () => Error,
): AsyncGenerator<T> {
  if (kind === 'error before') throw error();
  for await (const item of items) {
    if (kind === 'torn' && item instanceof Uint8Array) {
      yield item.slice(0, item.length / 2) as typeof item;
      return;
    }
    yield item;
  }
  if (kind !== undefined) throw error();
}

export function unavailable(): StoreError {
  return new StoreError('unavailable', { message: 'no answer' });
}
