import { StoreError, type StoreProblem } from '../object-store.ts';

/** What was done, to which object, when it failed. */
export interface Doing {
  /** For people: `reading a/b`. */
  readonly what: string;
  readonly key?: string;
  readonly directory: string;
}

interface Meaning {
  readonly problem: StoreProblem;
  readonly says: string;
}

/** Codes of the system with a meaning of their own. @see errno(3) */
const BY_CODE: Readonly<Record<string, Meaning>> = {
  ENOENT: { problem: 'object-missing', says: 'there is no such file' },
  // a part of the key is a file, so that nothing can be below it
  ENOTDIR: { problem: 'object-missing', says: 'there is no such file' },
  ENAMETOOLONG: { problem: 'object-missing', says: 'no file can have so long a name' },
  EACCES: { problem: 'access-denied', says: 'this user may not do this' },
  EPERM: { problem: 'access-denied', says: 'this user may not do this' },
  EROFS: { problem: 'unavailable', says: 'the file system is read-only' },
  ENOSPC: { problem: 'unavailable', says: 'the disk is full' },
  EDQUOT: { problem: 'unavailable', says: 'the quota is used up' },
  EIO: { problem: 'unavailable', says: 'the disk cannot be read or written' },
  ESTALE: { problem: 'unavailable', says: 'the file system has gone' },
  ELOOP: { problem: 'access-denied', says: 'a symbolic link is in the way' },
  EMFILE: { problem: 'unavailable', says: 'too many files are open' },
  ENFILE: { problem: 'unavailable', says: 'too many files are open' },
  EISDIR: { problem: 'unavailable', says: 'a directory of that name is in the way' },
  ENOTEMPTY: { problem: 'unavailable', says: 'a directory of that name is in the way' },
};

/** Reads an error of the file system. */
export function fileError(cause: unknown, { what, key, directory }: Doing): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = codeOf(cause);
  const { problem, says } = BY_CODE[code ?? ''] ?? { problem: 'unavailable', says: 'it failed' };
  const detail = code ?? (cause instanceof Error ? cause.message : String(cause));
  return new StoreError(problem, { message: `${what}: ${says} (${detail}; ${directory})`, key, cause });
}

export function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/** Whether the error says that the path leads to nothing. */
export function isAbsent(cause: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(cause) ?? '');
}
