import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ManifestFile } from '@postgres-ha/kube-manifest';
import { LEFTOVER_MARK } from '@postgres-ha/git-checkout/repository';

/** What is to become of the files below a root. */
export interface FileChanges {
  readonly write: readonly ManifestFile[];
  /** Paths relative to the root. */
  readonly remove: readonly string[];
}

/** The steps that reach the disk, apart, so that a test can stop the process at each of them. */
export interface Disk {
  /** Writes a file whole, or throws. */
  readonly store: (path: string, text: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
}

/**
 * Applies changes so that every file is at every moment its old or its new self, whatever kills the process: all new texts are
 * written beside their places first, and only then renamed into them. A full disk therefore changes nothing.
 *
 * Nothing waits for the disk to be in step (fsync): that is for a machine that loses power, and would take most of the time of a
 * large rendering. What was rendered follows from files that Git holds; after a power cut `check` names what is not whole, and
 * `render` writes it again.
 */
export function applyChanges(root: string, { write, remove }: FileChanges, disk: Disk = nodeDisk): void {
  const rendering = randomUUID().slice(0, 8);
  const staged = write.map(({ path, text }) => ({
    path: join(root, path),
    temporary: temporaryPath(join(root, path), rendering),
    text,
  }));
  try {
    for (const { temporary, text } of staged) disk.store(temporary, text);
    for (const { path, temporary } of staged) disk.rename(temporary, path);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw error;
  }
  for (const path of remove) disk.remove(join(root, path));
}

/** Each rendering has files of its own, so that two at the same time never write into each other's. */
function temporaryPath(path: string, rendering: string): string {
  return join(dirname(path), `.${basename(path)}.${rendering}${LEFTOVER_MARK}`);
}

export const nodeDisk: Disk = {
  store: (path, text) => {
    writeFileSync(path, text);
  },
  rename: renameSync,
  remove: (path) => {
    rmSync(path, { force: true });
  },
};
