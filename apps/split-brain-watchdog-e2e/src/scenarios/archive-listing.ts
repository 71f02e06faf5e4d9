import type { WritableObjectStore } from '@postgres-ha/object-store';
import type { ArchiveObservation } from '@postgres-ha/split-brain';
import { OBSERVER } from './observer.ts';

export const SEGMENT_BYTES: number = 1024 * 1024;

/** Lists an archive of WAL over and over, and says what a watchdog would be told of it. */
export interface ArchiveLister {
  readonly list: (now: number) => Promise<ArchiveObservation>;
}

export function archiveLister(store: WritableObjectStore): ArchiveLister {
  const known = new Map<string, string | undefined>();
  const rewritten = new Set<string>();
  return {
    list: async (now) => {
      const newest = new Map<number, string>();
      for await (const { key, etag } of store.list('shop/wals/')) {
        const [, segment] = /\/([0-9A-F]{24})(?:\.gz)?$/.exec(key) ?? [];
        if (segment === undefined) continue;
        if (known.has(segment) && known.get(segment) !== etag) rewritten.add(segment);
        known.set(segment, etag);
        const timeline = Number.parseInt(segment.slice(0, 8), 16);
        if ((newest.get(timeline) ?? '') < segment) newest.set(timeline, segment);
      }
      return {
        kind: 'archive',
        observer: OBSERVER,
        received: now,
        newest: [...newest].map(([timeline, segment]) => ({ timeline, segment })),
        rewritten: [...rewritten],
        systemIdentifiers: [],
        segmentSizeBytes: SEGMENT_BYTES,
      };
    },
  };
}

/** A store as one sees it who does not look before he writes. */
export function unseeing(store: WritableObjectStore): WritableObjectStore {
  return {
    ...store,
    list: (_prefix, options) => store.list('nothing-lies-here/', options),
    put: (key, body, { signal } = {}) => store.put(key, body, { ...(signal && { signal }) }),
    read: (key, options) => store.read(`${key}.not-looked-for`, options),
    stat: (key, options) => store.stat(`${key}.not-looked-for`, options),
  };
}
