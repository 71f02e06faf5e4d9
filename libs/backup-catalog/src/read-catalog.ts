import type { ArchiveSource } from './archive-ports.ts';
import type { Catalogue, ServerCatalogue } from './catalogue.ts';
import { listShelves } from './layout/list-shelves.ts';
import { relistBackup, relistHistory, relistWal } from './layout/relist.ts';
import type { ServerShelf } from './layout/server-shelf.ts';
import { readServer } from './read-server.ts';
import { doubtfulPlaces } from './recovery/doubtful-places.ts';
import { createTextReader, type TextReader } from './text-reader.ts';

export interface ReadCatalogOptions {
  /** Path of the destination below the root of the store, as `destinationPath` has it behind the bucket. */
  readonly destination?: string;
  /** Only this server; without it, all that lie below the destination. */
  readonly serverName?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads a Barman Cloud archive: one LIST, and the text of every backup.info, keep mark and history.
 *
 * An archive lives while it is read. Where something seems to be missing, that place is listed a second time, and what is
 * there then counts: a backup that retention took away meanwhile is none, a segment that came meanwhile is there.
 *
 * @throws what `list` rejects with, when the first LIST fails: then nothing is known of the archive
 */
export async function readCatalog(source: ArchiveSource, options: ReadCatalogOptions = {}): Promise<Catalogue> {
  const { destination = '', serverName, signal } = options;
  const root = destination.replace(/^\/+|\/+$/g, '');
  const prefix = [root, serverName]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `${part ?? ''}/`)
    .join('');
  const shelves = await listShelves(source.list, { prefix, signal });
  const read = createTextReader(source, signal);
  const servers: ServerCatalogue[] = [];
  for (const shelf of shelves.servers.values()) servers.push(await settledServer(shelf, { source, read, signal }));
  return {
    servers: servers.sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
    strays: shelves.strays,
    strayCount: shelves.strayCount,
    objectCount: shelves.objectCount,
  };
}

interface Context {
  readonly source: ArchiveSource;
  readonly read: TextReader;
  readonly signal: AbortSignal | undefined;
}

async function settledServer(shelf: ServerShelf, { source, read, signal }: Context): Promise<ServerCatalogue> {
  const relisting = { list: source.list, signal };
  const options = { read, relist: async (id: string) => relistBackup(shelf, id, relisting) };
  const first = await readServer(shelf, options);
  const { backups, walFolders, histories } = doubtfulPlaces(first);
  if (backups.length + walFolders.length + histories.length === 0) return first;
  for (const id of backups) await relistBackup(shelf, id, relisting);
  for (const folder of walFolders) await relistWal(shelf, folder, relisting);
  for (const timeline of histories) await relistHistory(shelf, timeline, relisting);
  return readServer(shelf, options);
}
