import type { ListedObject } from '@postgres-ha/object-store';
import { segmentOf } from '../copies/archive-view.ts';

/** A base backup that the lab took. */
export interface TakenBackup {
  readonly id: string;
  /** Key prefix, with `/` at its end. */
  readonly prefix: string;
  readonly tar: string;
  readonly beginSegment: string;
  readonly endSegment: string;
  readonly endedAt: Date;
}

export interface Retained {
  readonly kept: readonly TakenBackup[];
  /** Keys: of the base backups that go, then of the WAL that only they needed. */
  readonly removed: readonly string[];
}

/** Keeps so many backups, the newest, and all WAL since the oldest of them, as a retention policy of Barman's by redundancy does. */
export function retain(
  objects: readonly Pick<ListedObject, 'key'>[],
  { backups, count }: { readonly backups: readonly TakenBackup[]; readonly count: number },
): Retained {
  const kept = backups.slice(-count);
  const gone = backups.slice(0, -count);
  const oldest = kept[0];
  if (oldest === undefined || gone.length === 0) return { kept, removed: [] };
  const ofBackups = objects.filter(({ key }) => gone.some(({ prefix }) => key.startsWith(prefix)));
  const ofWal = objects.filter(({ key }) => {
    const segment = segmentOf(key);
    return segment !== undefined && segment < oldest.beginSegment;
  });
  return { kept, removed: [...ofBackups, ...ofWal].map(({ key }) => key) };
}
