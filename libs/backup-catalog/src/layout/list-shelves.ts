import type { ListObjects } from '../archive-ports.ts';
import type { ArchivedObject } from '../archived-object.ts';
import { placeOf } from './object-place.ts';
import { createServerShelf, shelve, type ServerShelf } from './server-shelf.ts';

/** Everything of one LIST. */
export interface Shelves {
  readonly servers: ReadonlyMap<string, ServerShelf>;
  readonly strays: readonly ArchivedObject[];
  readonly strayCount: number;
  readonly objectCount: number;
}

/** So many foreign objects are named; a bucket may hold millions that are none of our business. */
const MAX_STRAYS = 100;

/** Lists everything below a prefix, once, and sorts it into places as it comes. */
export async function listShelves(
  list: ListObjects,
  { prefix, signal }: { readonly prefix: string; readonly signal?: AbortSignal | undefined },
): Promise<Shelves> {
  const servers = new Map<string, ServerShelf>();
  const strays: ArchivedObject[] = [];
  let strayCount = 0;
  let objectCount = 0;
  for await (const object of list(prefix, signal)) {
    objectCount += 1;
    const place = placeOf(object.key);
    if (place.kind === 'folder') continue;
    if (place.kind === 'stray') {
      strayCount += 1;
      if (strays.length < MAX_STRAYS) strays.push(object);
      continue;
    }
    const shelf = servers.get(place.server) ?? createServerShelf(place.server);
    servers.set(place.server, shelf);
    shelve(shelf, place, object);
  }
  return { servers, strays: strays.sort(byKey), strayCount, objectCount };
}

export function byKey(a: ArchivedObject, b: ArchivedObject): number {
  return a.key < b.key ? -1 : Number(a.key > b.key);
}
