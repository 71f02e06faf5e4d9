import { createHash, type Hash } from 'node:crypto';
import type { ArchivedBackup, ArchivedObject, ServerCatalogue } from '@postgres-ha/backup-catalog';
import type { BackupFacts, DataPolicy, ObjectsSeen, PresentInputs, ProofPlace } from '@postgres-ha/backup-proof';
import type { ObjectStore } from '@postgres-ha/object-store';
import type { ArchivedSegment } from './archived-segment.ts';
import type { Way } from './way.ts';

export interface InputsOf {
  readonly backup: ArchivedBackup;
  readonly facts: BackupFacts;
  readonly way: Way;
}

export interface InputsAt {
  readonly store: ObjectStore;
  readonly server: ServerCatalogue;
  readonly data?: DataPolicy | undefined;
}

export function placeOf(backupId: string, { store, server }: Pick<InputsAt, 'store' | 'server'>): ProofPlace {
  return { archive: `${store.name} ${server.prefix}`, serverName: server.serverName, backupId };
}

/** What a proof of this backup would be made from now, by the LIST alone. */
export function presentInputs({ backup, facts, way }: InputsOf, { store, server, data }: InputsAt): PresentInputs {
  const info = backup.info.kind === 'missing' ? [] : [backup.info.object];
  return {
    ...placeOf(backup.id, { store, server }),
    systemIdentifier: String(facts.systemIdentifier),
    base: objectsSeen([...info, ...backup.archives.map(({ object }) => object)]),
    wayEnd: way.end,
    ...(data !== undefined && { dataPolicy: policyHash(data) }),
    segments: way.segments.length,
    wayOf: (count) => {
      const segments = way.first(count);
      return segments.length < count ? undefined : objectsSeen(segments.flatMap(objectsOf), segments.length);
    },
    historiesOf: (count) => objectsSeen(historiesOf(way, server, count)),
  };
}

function objectsOf({ object, others }: ArchivedSegment): readonly ArchivedObject[] {
  return [object, ...others];
}

/** Of all timelines that the way comes through up to there. A newer one changes nothing of what was replayed before it began. */
function historiesOf({ path, first }: Way, { histories }: ServerCatalogue, count: number): readonly ArchivedObject[] {
  const newest = first(count).at(-1)?.segment.timeline ?? path[0].timeline;
  return path
    .filter(({ timeline }) => timeline <= newest)
    .flatMap(({ timeline }) => {
      const history = histories.get(timeline);
      return history === undefined ? [] : [history.object, ...history.contradictedBy];
    });
}

/** @param count of what the objects are, where one thing may be in several of them */
export function objectsSeen(objects: readonly ArchivedObject[], count: number = objects.length): ObjectsSeen {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const object of objects) {
    add(object, hash);
    sizeBytes += object.sizeBytes;
  }
  const first = objects[0]?.key;
  const last = objects.at(-1)?.key;
  return {
    count,
    sizeBytes,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    digest: hash.digest('hex'),
  };
}

/** No two objects are written the same: a key has no NUL in it. */
function add({ key, sizeBytes, etag, lastModified }: ArchivedObject, hash: Hash): void {
  hash.update(`${key}\0${sizeBytes}\0${etag}\0${lastModified.toISOString()}\0`);
}

/** The order in which a policy was written makes no other policy; the order of its assertions is kept. */
function policyHash(policy: DataPolicy): string {
  return createHash('sha256').update(JSON.stringify(policy, byName)).digest('hex');
}

function byName(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
