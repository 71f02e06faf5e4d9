import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a write is made of: whatever ends the process between two of them leaves the old file or the new one. */
export type DiskStep = 'write' | 'sync' | 'rename' | 'sync-directory' | 'remove';

/** Files that are whole, and stay when the machine loses power. */
export interface Disk {
  readonly write: (path: string, text: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** @returns undefined where there is none */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Names of the files in a directory, which is made where it is not there. What a process that was killed left half written goes. */
  readonly files: (directory: string) => Promise<readonly string[]>;
}

const HALF_WRITTEN = '.half-written';

/** @param onStep told before each step, for tests that have it fail there */
export function systemDisk(onStep: (step: DiskStep, path: string) => void = () => undefined): Disk {
  const syncDirectory = async (path: string): Promise<void> => {
    onStep('sync-directory', path);
    await using directory = await open(dirname(path), 'r');
    await directory.sync();
  };
  return {
    write: async (path, text) => {
      const draft = `${path}${HALF_WRITTEN}`;
      onStep('write', path);
      {
        await using file = await open(draft, 'w', 0o600);
        await file.writeFile(text);
        onStep('sync', path);
        await file.sync();
      }
      onStep('rename', path);
      await rename(draft, path);
      await syncDirectory(path);
    },
    remove: async (path) => {
      onStep('remove', path);
      await rm(path, { force: true });
      await syncDirectory(path);
    },
    read: async (path) => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    files: async (directory) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const names = await readdir(directory);
      const left = names.filter((name) => name.endsWith(HALF_WRITTEN));
      await Promise.all(left.map((name) => rm(join(directory, name), { force: true })));
      return names.filter((name) => !left.includes(name)).toSorted();
    },
  };
}

/** `ENOSPC` and the like; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
