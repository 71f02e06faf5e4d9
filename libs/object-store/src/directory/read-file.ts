import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StoreError, type ObjectStat, type ReadOptions } from '../object-store.ts';
import { aborted } from '../patience.ts';
import { checkedRange } from '../range.ts';
import { fileError, type Doing } from './file-failure.ts';
import { etagOf, listedFile, pathOf, resolveInside, resolveRoot } from './object-file.ts';

/** Large enough for the disk, small enough for many at once. */
const CHUNK_BYTES = 256 * 1024;

export async function statFile(directory: string, key: string, signal: AbortSignal | undefined): Promise<ObjectStat> {
  const doing = { what: `looking at ${key}`, key, directory };
  await using file = await openFile(doing, signal);
  return listedFile(key, file.stats);
}

/** The bytes of a file, of one version: a file that changes meanwhile is `object-changed`. */
export async function* readFile(
  directory: string,
  key: string,
  { range, etag, signal }: ReadOptions = {},
): AsyncGenerator<Uint8Array> {
  const { start, end } = checkedRange(range);
  const doing = { what: `reading ${key}`, key, directory };
  await using file = await openFile(doing, signal);
  const expected = etagOf(file.stats);
  if (etag !== undefined && etag !== expected) throw changed(doing);
  const until = Math.min(end ?? Number.MAX_SAFE_INTEGER, Number(file.stats.size));
  for (let offset = start; offset < until;) {
    if (signal?.aborted === true) throw aborted(key, signal.reason);
    const chunk = await readChunk(file.handle, { offset, length: Math.min(CHUNK_BYTES, until - offset) }, doing);
    // looked at behind each chunk: what is passed on was there while the file was still the same
    const now = await file.handle.stat({ bigint: true }).catch((cause: unknown) => {
      throw fileError(cause, doing);
    });
    if (chunk.byteLength === 0 || etagOf(now) !== expected) throw changed(doing);
    offset += chunk.byteLength;
    yield chunk;
  }
}

interface OpenFile extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

async function openFile(doing: Doing & { readonly key: string }, signal: AbortSignal | undefined): Promise<OpenFile> {
  const { key, directory } = doing;
  if (signal?.aborted === true) throw aborted(key, signal.reason);
  const root = await resolveRoot(directory, doing);
  const path = pathOf(root, key);
  if (path === undefined) throw missing(doing);
  const real = await resolveInside(root, path, doing);
  // A pipe would block until somebody writes to it.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw fileError(cause, doing);
    },
  );
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw missing(doing);
    return { handle, stats, [Symbol.asyncDispose]: () => handle.close() };
  } catch (cause) {
    await handle.close();
    throw fileError(cause, doing);
  }
}

async function readChunk(
  handle: FileHandle,
  { offset, length }: { readonly offset: number; readonly length: number },
  doing: Doing,
): Promise<Uint8Array> {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw fileError(cause, doing);
  }
}

function missing({ what, key, directory }: Doing): StoreError {
  return new StoreError('object-missing', { message: `${what}: there is no such file (${directory})`, key });
}

function changed({ what, key, directory }: Doing): StoreError {
  return new StoreError('object-changed', { message: `${what}: the file is another by now (${directory})`, key });
}
