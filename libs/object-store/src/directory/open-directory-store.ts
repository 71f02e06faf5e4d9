import { resolve } from 'node:path';
import type { WritableObjectStore } from '../object-store.ts';
import { listFiles } from './list-files.ts';
import { putFile } from './put-file.ts';
import { readFile, statFile } from './read-file.ts';
import { removeFile } from './remove-file.ts';

export interface DirectoryStoreOptions {
  /** Each file in it and below is an object; its key is its path from here. */
  readonly directory: string;
}

/** A directory as a store: what `cp` or `rclone` made of a bucket, or what versitygw keeps one in. Nothing is opened before the first operation. */
export function openDirectoryStore({ directory }: DirectoryStoreOptions): WritableObjectStore {
  const path = resolve(directory);
  return {
    name: path,
    list: (prefix, { signal } = {}) => listFiles(path, prefix, signal),
    chunks: 'given-away',
    read: (key, options) => readFile(path, key, options),
    stat: (key, { signal } = {}) => statFile(path, key, signal),
    put: (key, body, options) => putFile(path, key, { body, options }),
    remove: (key, { signal } = {}) => removeFile(path, key, signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
