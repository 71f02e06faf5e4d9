import { formatTimelineId, type TimelineId } from '@postgres-ha/postgres-storage';
import type { ListObjects } from '../archive-ports.ts';
import type { ArchivedObject } from '../archived-object.ts';
import { placeOf } from './object-place.ts';
import { createServerShelf, folderKeys, shelve, type ServerShelf } from './server-shelf.ts';

interface RelistOptions {
  readonly list: ListObjects;
  readonly signal: AbortSignal | undefined;
}

/** Looks at a backup's folder again. What is there now replaces what was; a folder that is empty now is no backup any more. */
export async function relistBackup(shelf: ServerShelf, id: string, options: RelistOptions): Promise<void> {
  const before = shelf.folders.get(id);
  const fresh = await listed(shelf, `${shelf.prefix}base/${id}/`, options);
  const after = fresh.folders.get(id);
  if (after === undefined) shelf.folders.delete(id);
  else shelf.folders.set(id, after);
  const left = new Set(after && folderKeys(after));
  if (after !== undefined && before !== undefined && folderKeys(before).some((key) => !left.has(key))) {
    shelf.vanishing.add(id);
  }
}

/** Looks at the folder of some segments again. */
export async function relistWal(
  shelf: ServerShelf,
  { timeline, log }: { readonly timeline: TimelineId; readonly log: number },
  { list, signal }: RelistOptions,
): Promise<void> {
  const folder = `${formatTimelineId(timeline)}${log.toString(16).toUpperCase().padStart(8, '0')}`;
  const found: ArchivedObject[] = [];
  for await (const object of list(`${shelf.prefix}wals/${folder}/`, signal)) found.push(object);
  shelf.wal.forget(timeline, log);
  for (const object of found) {
    const place = placeOf(object.key);
    if (place.kind === 'wal' && place.server === shelf.prefix) shelve(shelf, place, object);
  }
}

/** Looks again for the history of a timeline. */
export async function relistHistory(shelf: ServerShelf, timeline: TimelineId, options: RelistOptions): Promise<void> {
  const fresh = await listed(shelf, `${shelf.prefix}wals/${formatTimelineId(timeline)}.history`, options);
  const copies = fresh.histories.get(timeline);
  if (copies !== undefined) shelf.histories.set(timeline, copies);
}

async function listed({ prefix }: ServerShelf, below: string, { list, signal }: RelistOptions): Promise<ServerShelf> {
  const shelf = createServerShelf(prefix);
  for await (const object of list(below, signal)) {
    const place = placeOf(object.key);
    if (place.kind !== 'folder' && place.kind !== 'stray' && place.server === prefix) shelve(shelf, place, object);
  }
  return shelf;
}
