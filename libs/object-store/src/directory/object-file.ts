import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { StoreError, type ListedObject } from '../object-store.ts';
import { fileError, isAbsent, type Doing } from './file-failure.ts';

const HALF_WRITTEN = /^\.[0-9a-f-]{36}\.half-written$/;

/** A file that becomes an object when it is whole, and is none before. */
export function halfWrittenName(): string {
  return `.${randomUUID()}.half-written`;
}

/** Names that are no objects: files that are being written, by this store or, in `.sgwtmp` at the top, by versitygw. */
export function isHidden(name: string, directoryKey: string): boolean {
  return HALF_WRITTEN.test(name) || (directoryKey === '' && name === '.sgwtmp');
}

/**
 * The path of an object's file, below a directory that is without symbolic links.
 * @returns undefined for a key that no file can have: with empty, `.` or `..` parts, or a NUL
 */
export function pathOf(root: string, key: string): string | undefined {
  const parts = key.split('/');
  const sound = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !key.includes('\0');
  if (!sound || parts.some((part, at) => isHidden(part, at === 0 ? '' : 'below'))) return undefined;
  // a backslash is a character like others where it separates nothing
  return sep !== '/' && key.includes(sep) ? undefined : join(root, ...parts);
}

/**
 * Follows symbolic links, and refuses those that lead out of the store.
 * @throws StoreError, `bucket-missing` where the store itself is not there: that says nothing about the object
 */
export async function resolveInside(root: string, path: string, doing: Doing): Promise<string> {
  const real = await realpath(path).catch(async (cause: unknown) => {
    if (isAbsent(cause)) await requireRoot(root, doing);
    throw fileError(cause, doing);
  });
  if (real !== root && !real.startsWith(root === sep ? root : root + sep)) {
    throw new StoreError('access-denied', {
      message: `${doing.what}: a symbolic link leads out of ${doing.directory}`,
      key: doing.key,
    });
  }
  return real;
}

/** @throws StoreError `bucket-missing` or why it cannot be looked at */
export async function requireRoot(directory: string, doing: Doing): Promise<void> {
  const missing = (cause?: unknown): StoreError =>
    new StoreError('bucket-missing', {
      message: `${doing.what}: there is no directory ${doing.directory}`,
      key: doing.key,
      cause,
    });
  const seen = await stat(directory).catch((cause: unknown) => {
    throw isAbsent(cause) ? missing(cause) : fileError(cause, doing);
  });
  if (!seen.isDirectory()) throw missing();
}

/** The directory itself without symbolic links. */
export async function resolveRoot(directory: string, doing: Doing): Promise<string> {
  await requireRoot(directory, doing);
  return realpath(directory).catch((cause: unknown) => {
    throw fileError(cause, doing);
  });
}

export function listedFile(key: string, stats: BigIntStats): ListedObject {
  return { key, sizeBytes: Number(stats.size), lastModified: stats.mtime, etag: etagOf(stats) };
}

/**
 * A file that is written anew, or in place, has another. Not the time of its inode: that changes with its links and permissions too, which leave its
 * bytes alone.
 */
export function etagOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size.toString(16)}-${mtimeNs.toString(16)}-${ino.toString(16)}`;
}
