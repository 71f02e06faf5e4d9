import type { World } from './world.ts';

/** A record as it is, and as lists show it for a while. */
export interface Lagging<T, K = number> {
  readonly current: ReadonlyMap<K, T>;
  readonly set: (key: K, value: T) => void;
  readonly remove: (key: K) => void;
  /** What lists and search know by now. */
  readonly listed: () => ReadonlyMap<K, T>;
}

/** How long lists and search do not see what was just written, while a look by number does. Both have to be over. */
export interface ListLag {
  /** The next so many requests do not see it. */
  readonly requests?: number;
  readonly ms?: number;
  /** So many requests after something was created, a look at just that is a 404. Default 0: it is there at once. */
  readonly single?: number;
}

export function laggingRecords<T, K = number>(world: Pick<World, 'now' | 'requestCount' | 'lag'>): Lagging<T, K> {
  const current = new Map<K, T>();
  const history: {
    readonly key: K;
    readonly value: T | undefined;
    readonly request: number;
    readonly ms: number;
  }[] = [];
  const write = (key: K, value: T | undefined): void => {
    history.push({ key, value, request: world.requestCount(), ms: world.now() });
  };
  return {
    current,
    set: (key, value) => {
      current.set(key, value);
      write(key, value);
    },
    remove: (key) => {
      if (current.delete(key)) write(key, undefined);
    },
    listed: () => {
      const { requests = 0, ms = 0 } = world.lag();
      if (requests === 0 && ms === 0) return current;
      const seen = new Map<K, T>();
      for (const entry of history) {
        if ((requests > 0 && world.requestCount() - entry.request <= requests) || world.now() - entry.ms < ms) continue;
        if (entry.value === undefined) seen.delete(entry.key);
        else seen.set(entry.key, entry.value);
      }
      return seen;
    },
  };
}
