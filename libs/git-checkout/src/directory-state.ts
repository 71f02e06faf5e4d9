import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryState } from '@postgres-ha/change-request';
import { contentId } from './git-content.ts';

/** Stands for a commit where there is none: Git's own id for nothing. */
export const NO_COMMIT: string = '0'.repeat(40);

/**
 * A folder as it lies on the disk, where Git cannot be asked: an unpacked archive, or a checkout of another user's. Everything below
 * `environments/` counts, ignored or not.
 */
export function directoryState(root: string): RepositoryState {
  const files = new Map<string, string>();
  const irregular = new Set<string>();
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) look(path);
      else if (entry.isFile() && (statSync(join(root, path)).mode & 0o100) === 0) {
        files.set(path, contentId(readFileSync(join(root, path)), undefined));
      } else irregular.add(path);
    }
  };
  if (existsSync(join(root, 'environments'))) look('environments');
  return {
    ...{ commit: NO_COMMIT, files, irregular },
    read: (paths, signal) => {
      signal.throwIfAborted();
      const wanted = paths.filter((path) => files.has(path));
      return Promise.resolve(new Map(wanted.map((path) => [path, readFileSync(join(root, path))] as const)));
    },
  };
}
