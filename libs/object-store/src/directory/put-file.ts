import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError, type PutOptions } from '../object-store.ts';
import { aborted } from '../patience.ts';
import { codeOf, fileError, isAbsent, type Doing } from './file-failure.ts';
import { etagOf, halfWrittenName, pathOf, resolveInside, resolveRoot } from './object-file.ts';
import { statFile } from './read-file.ts';

/** `remove` takes empty directories away, perhaps the one that was just made here. */
const ATTEMPTS = 10;

interface Write {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly options?: PutOptions | undefined;
}

/** Writes beside the object's place and renames: readers see the old bytes or the new. Nothing is forced to the disk. */
export async function putFile(
  directory: string,
  key: string,
  { body, options = {} }: Write,
): Promise<{ readonly etag: string }> {
  const doing = { what: `writing ${key}`, key, directory };
  if (options.signal?.aborted === true) throw aborted(key, options.signal.reason);
  const root = await resolveRoot(directory, doing);
  const path = pathOf(root, key);
  if (path === undefined) {
    const message = `${doing.what}: a key with empty, "." or ".." parts, or a NUL, cannot be a file (${directory})`;
    throw new StoreError('unavailable', { message, key });
  }
  const draft = await openDraft(root, path, doing);
  try {
    const etag = await writeAll(draft.handle, body, { doing, signal: options.signal });
    await moveIntoPlace(draft.path, path, { doing, options });
    return { etag };
  } finally {
    await draft.handle.close();
    await rm(draft.path, { force: true });
  }
}

interface Draft {
  readonly path: string;
  readonly handle: FileHandle;
}

async function openDraft(root: string, path: string, doing: Doing): Promise<Draft> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(dirname(path), { recursive: true });
      const draft = join(await resolveInside(root, dirname(path), doing), halfWrittenName());
      return { path: draft, handle: await open(draft, 'wx') };
    } catch (cause) {
      const absent = isAbsent(cause instanceof StoreError ? cause.cause : cause);
      if (attempt === ATTEMPTS || !absent || codeOf(cause) === 'ENAMETOOLONG') throw writeError(cause, doing);
    }
  }
}

interface Writing {
  readonly doing: Doing & { readonly key: string };
  readonly signal: AbortSignal | undefined;
}

/** What the body throws goes to the caller as it is. @returns the etag */
async function writeAll(handle: FileHandle, body: Write['body'], { doing, signal }: Writing): Promise<string> {
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    if (signal?.aborted === true) throw aborted(doing.key, signal.reason);
    await handle.writeFile(chunk).catch((cause: unknown) => {
      throw writeError(cause, doing);
    });
  }
  return etagOf(await handle.stat({ bigint: true }));
}

interface Moving {
  readonly doing: Doing & { readonly key: string };
  readonly options: PutOptions;
}

async function moveIntoPlace(draft: string, path: string, { doing, options }: Moving): Promise<void> {
  const { key, what, directory } = doing;
  if (options.signal?.aborted === true) throw aborted(key, options.signal.reason);
  if (options.etag !== undefined && (await etagNow(doing)) !== options.etag) {
    throw new StoreError('object-changed', { message: `${what}: the file is another by now (${directory})`, key });
  }
  try {
    // unlike a rename, a link does not replace
    await (options.ifAbsent === true ? link(draft, path) : rename(draft, path));
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST' || (await isDirectory(path))) throw writeError(cause, doing);
    throw new StoreError('object-exists', {
      message: `${what}: there is a file of that name, and it may not be replaced (${directory})`,
      key,
      cause,
    });
  }
}

/** @returns undefined where there is no such file */
async function etagNow({ key, directory }: Moving['doing']): Promise<string | undefined> {
  try {
    return (await statFile(directory, key, undefined)).etag;
  } catch (cause) {
    if (cause instanceof StoreError && cause.problem === 'object-missing') return undefined;
    throw cause;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (seen) => seen.isDirectory(),
    () => false,
  );
}

/** A path that is absent is no statement about an object that was to be written. */
function writeError(cause: unknown, doing: Doing): StoreError {
  const error = fileError(cause, doing);
  if (error.problem !== 'object-missing' && codeOf(cause) !== 'EEXIST') return error;
  const message = `${doing.what}: a file or directory is in the way of it, or its name is too long (${codeOf(cause) ?? ''}; ${doing.directory})`;
  return new StoreError('unavailable', { message, key: doing.key, cause });
}
