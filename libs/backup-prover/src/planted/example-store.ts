import { gzipSync } from 'node:zlib';
import { exampleBackupInfo } from '@postgres-ha/backup-catalog/example-archive';
import { StoreError, type ListedObject, type ObjectStore } from '@postgres-ha/object-store';
import { FIXTURE_SEGMENT_BYTES, fixture, fixtureIndex } from '@postgres-ha/postgres-storage/example-wal';

/** A store in memory, for tests, with a backup whose WAL a real PostgreSQL wrote: three segments, the first two its own. */
export interface ExampleStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** Keys that were read, as often as they were. */
  readonly reads: string[];
}

export const BACKUP = '20261124T020000';
const AT = new Date('2026-11-24T02:00:00Z');

/** @param ending of the segments: `.gz`, or none as they are */
export function exampleStore(ending: '.gz' | ''): ExampleStore {
  const cluster = fixtureIndex().clusters.find(({ major }) => major === 17);
  const [first] = cluster?.undisturbed ?? [];
  if (cluster === undefined || first === undefined) throw new Error('the fixtures have PostgreSQL 17');
  const begin = BigInt(Number.parseInt(first.name.slice(16), 16)) * BigInt(FIXTURE_SEGMENT_BYTES) + 0x28n;
  const info = exampleBackupInfo(
    {
      ...{ id: BACKUP, timeline: 1, begin, end: begin + BigInt(FIXTURE_SEGMENT_BYTES) },
      ...{ beginTime: AT, endTime: AT, fields: { cluster_size: '1024', systemid: cluster.systemIdentifier } },
    },
    FIXTURE_SEGMENT_BYTES,
  );
  const objects = new Map<string, Uint8Array>([
    [`pg/base/${BACKUP}/backup.info`, new TextEncoder().encode(info)],
    [`pg/base/${BACKUP}/data.tar.gz`, gzipSync(new Uint8Array(1024))],
    ...cluster.undisturbed.map(({ name }): [string, Uint8Array] => {
      const bytes = fixture(`17/${name}`);
      return [`pg/wals/${name.slice(0, 16)}/${name}${ending}`, ending === '.gz' ? gzipSync(bytes) : bytes];
    }),
  ]);
  const reads: string[] = [];
  const listed = (key: string, { length }: Uint8Array): ListedObject => ({
    key,
    sizeBytes: length,
    lastModified: AT,
    etag: `${length}`,
  });
  const bytesOf = (key: string): Uint8Array => {
    const bytes = objects.get(key);
    if (bytes === undefined) throw new StoreError('object-missing', { message: `${key} is missing`, key });
    return bytes;
  };
  return {
    ...{ name: 'memory', objects, reads },
    list: async function* (prefix) {
      await Promise.resolve();
      for (const key of [...objects.keys()].sort()) if (key.startsWith(prefix)) yield listed(key, bytesOf(key));
    },
    read: async function* (key, { range } = {}) {
      await Promise.resolve();
      reads.push(key);
      yield bytesOf(key).slice(range?.start ?? 0, range?.end);
    },
    stat: (key) => Promise.resolve(listed(key, bytesOf(key))),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
