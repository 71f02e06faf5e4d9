import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** An entry of a data directory or tablespace. */
export interface DataFile {
  /** From the directory on, which itself is `.`. */
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'symlink';
}

/**
 * Walks down a directory as Python's `os.walk` does, so that what is made of it comes in Barman's order: a directory, its files, then each
 * directory in it. Symbolic links to directories are left out, and what vanishes meanwhile is skipped. Names are in the order of their bytes.
 */
export async function* walkDataFiles(root: string, path = '.'): AsyncIterable<DataFile> {
  const entries = await ifThere(readdir(join(root, path), { withFileTypes: true }));
  if (entries === undefined) return;
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const below = (name: string): string => (path === '.' ? name : `${path}/${name}`);
  yield { path, kind: 'directory' };
  for (const entry of entries) {
    if (entry.isFile()) yield { path: below(entry.name), kind: 'file' };
    if (!entry.isSymbolicLink()) continue;
    const target = await ifThere(stat(join(root, below(entry.name))));
    if (target?.isDirectory() !== true) yield { path: below(entry.name), kind: 'symlink' };
  }
  for (const entry of entries) if (entry.isDirectory()) yield* walkDataFiles(root, below(entry.name));
}

/** Undefined for what a running server has removed meanwhile. */
export async function ifThere<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
