import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError, type ListedObject } from '../object-store.ts';
import { aborted } from '../patience.ts';
import { compareUtf8 } from '../utf8-order.ts';
import { fileError, isAbsent, type Doing } from './file-failure.ts';
import { isHidden, listedFile, resolveInside, resolveRoot } from './object-file.ts';

/** Files that are looked at together. */
const AT_ONCE = 64;

/** All files below a directory whose key begins so, in the order of their whole keys; the names of the directories on the way are in memory. */
export async function* listFiles(
  directory: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedObject> {
  const doing: Doing = { what: `listing ${JSON.stringify(prefix)}`, directory };
  const root = await resolveRoot(directory, doing);
  yield* walk({ root, prefix, doing, signal }, { path: root, key: '', above: [root] });
}

interface Walk {
  readonly root: string;
  readonly prefix: string;
  readonly doing: Doing;
  readonly signal: AbortSignal | undefined;
}

interface Folder {
  /** Without symbolic links. */
  readonly path: string;
  /** Empty, or with a slash at its end. */
  readonly key: string;
  /** The paths from the root to here, each without symbolic links: a link that leads back to one of them has no end. */
  readonly above: readonly string[];
}

interface Entry {
  readonly kind: 'file' | 'folder';
  /** The key that it has, or that all in it begin with. Entries in the order of these are objects in the order of their keys. */
  readonly key: string;
  readonly path: string;
}

async function* walk(search: Walk, folder: Folder): AsyncGenerator<ListedObject> {
  const entries = await entriesOf(search, folder);
  for (let at = 0; at < entries.length;) {
    if (search.signal?.aborted === true) throw aborted(undefined, search.signal.reason);
    const entry = entries[at];
    if (entry?.kind === 'folder') {
      yield* walk(search, { path: entry.path, key: entry.key, above: [...folder.above, entry.path] });
      at += 1;
      continue;
    }
    const files = filesFrom(entries, at);
    at += files.length;
    for (const seen of await Promise.all(files.map((file) => look(file, search.doing)))) {
      if (seen !== undefined) yield seen;
    }
  }
}

/** The next files that no folder stands between. */
function filesFrom(entries: readonly Entry[], start: number): readonly Entry[] {
  const few = entries.slice(start, start + AT_ONCE);
  const folder = few.findIndex(({ kind }) => kind === 'folder');
  return folder === -1 ? few : few.slice(0, folder);
}

async function look({ path, key }: Entry, doing: Doing): Promise<ListedObject | undefined> {
  try {
    return listedFile(key, await lstat(path, { bigint: true }));
  } catch (cause) {
    // removed since its directory was read
    if (isAbsent(cause)) return undefined;
    throw fileError(cause, { ...doing, key });
  }
}

async function entriesOf(search: Walk, folder: Folder): Promise<readonly Entry[]> {
  const { doing, prefix } = search;
  const found = await readdir(folder.path, { withFileTypes: true, encoding: 'buffer' }).catch((cause: unknown) => {
    if (isAbsent(cause) && folder.path !== search.root) return [];
    throw fileError(cause, { ...doing, key: folder.key });
  });
  const entries: Entry[] = [];
  for (const each of found) {
    const name = nameOf(each, folder, doing);
    if (isHidden(name, folder.key) || !mayMatch(folder.key + name, prefix)) continue;
    const entry = await entryOf(each, name, { search, folder });
    if (entry !== undefined && (entry.kind === 'folder' || entry.key.startsWith(prefix))) entries.push(entry);
  }
  return entries.sort((a, b) => compareUtf8(a.key, b.key));
}

/** Whether this, or something below it, begins with the prefix. */
function mayMatch(key: string, prefix: string): boolean {
  return key.startsWith(prefix) || prefix.startsWith(`${key}/`);
}

interface Place {
  readonly search: Walk;
  readonly folder: Folder;
}

/** @returns undefined for what is neither a file nor a directory, such as a socket */
async function entryOf(found: Dirent<Buffer>, name: string, { search, folder }: Place): Promise<Entry | undefined> {
  const path = join(folder.path, name);
  const key = folder.key + name;
  if (found.isFile()) return { kind: 'file', key, path };
  if (found.isDirectory()) return { kind: 'folder', key: `${key}/`, path };
  if (!found.isSymbolicLink()) return undefined;
  const doing = { ...search.doing, key };
  const real = await resolveInside(search.root, path, doing).catch((cause: unknown) => {
    // What it leads to may be on a disk that is not mounted: no reason to say that there is no object.
    if (!(cause instanceof StoreError) || cause.problem !== 'object-missing') throw cause;
    throw new StoreError('unavailable', {
      message: `${doing.what}: the symbolic link ${key} leads to nothing (${doing.directory})`,
      key,
      cause,
    });
  });
  const target: BigIntStats = await stat(real, { bigint: true }).catch((cause: unknown) => {
    throw fileError(cause, doing);
  });
  if (target.isFile()) return { kind: 'file', key, path: real };
  if (!target.isDirectory()) return undefined;
  if (folder.above.includes(real)) {
    throw new StoreError('unavailable', {
      message: `${doing.what}: the symbolic link ${key} leads back to where it is (${doing.directory})`,
      key,
    });
  }
  return { kind: 'folder', key: `${key}/`, path: real };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function nameOf({ name }: Dirent<Buffer>, folder: Folder, { what, directory }: Doing): string {
  try {
    return UTF8.decode(name);
  } catch {
    const shown = JSON.stringify(folder.key + name.toString('latin1'));
    throw new StoreError('unavailable', {
      message: `${what}: the name of ${shown} is not UTF-8, so that it is no key (${directory})`,
    });
  }
}
