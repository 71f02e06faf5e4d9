import { rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { aborted } from '../patience.ts';
import { codeOf, fileError, isAbsent } from './file-failure.ts';
import { pathOf, resolveInside, resolveRoot } from './object-file.ts';

/** Directories that are empty then go too: an object may be stored under the name of what was a folder. */
export async function removeFile(directory: string, key: string, signal: AbortSignal | undefined): Promise<void> {
  const doing = { what: `removing ${key}`, key, directory };
  if (signal?.aborted === true) throw aborted(key, signal.reason);
  const root = await resolveRoot(directory, doing);
  const path = pathOf(root, key);
  if (path === undefined) return;
  try {
    // a link is removed, not what it leads to; its directory has to be inside of the store
    await resolveInside(root, dirname(path), doing);
    await unlink(path);
  } catch (cause) {
    if (isAbsent(cause) || isAbsent(cause instanceof Error ? cause.cause : undefined)) return;
    // unlink(2) says EISDIR on Linux, EPERM elsewhere: a folder is no object
    if (codeOf(cause) === 'EISDIR') return;
    throw fileError(cause, doing);
  }
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      // it holds something else, or is another's to remove
      return;
    }
  }
}
