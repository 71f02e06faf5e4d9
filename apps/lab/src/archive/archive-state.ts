import type { ListedObject } from '@postgres-ha/object-store';
import { segmentOf } from '../copies/archive-view.ts';
import type { ArchiveState } from '../lab-state.ts';
import type { TakenBackup } from './retention.ts';

/** What a list of the archive shows. */
export function archiveSeen(
  objects: readonly ListedObject[],
  backups: readonly TakenBackup[],
): Pick<ArchiveState, 'objects' | 'bytes' | 'backups' | 'newestWal'> {
  const bytesOf = (prefix: string): number =>
    objects.filter(({ key }) => key.startsWith(prefix)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const segments = objects.flatMap(({ key, lastModified }) => {
    const name = segmentOf(key);
    return name === undefined ? [] : [{ name, storedAt: lastModified.toISOString() }];
  });
  return {
    objects: objects.length,
    bytes: bytesOf(''),
    backups: backups.map(({ id, prefix, endedAt }) => ({
      id,
      endedAt: endedAt.toISOString(),
      bytes: bytesOf(prefix),
    })),
    newestWal: segments.reduce<(typeof segments)[number] | null>(
      (newest, each) => (newest === null || each.name > newest.name ? each : newest),
      null,
    ),
  };
}
