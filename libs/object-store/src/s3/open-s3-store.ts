import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { WritableObjectStore } from '../object-store.ts';
import { ask } from './ask.ts';
import { listObjects } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { readObject } from './read-object.ts';
import { openS3Access, type S3StoreOptions } from './s3-access.ts';
import { statObject } from './stat-object.ts';

/**
 * A bucket, or a path in it, of Amazon S3 or of a server that speaks its language. Nothing is asked of it before the first operation.
 * @throws RangeError for options that cannot be meant
 */
export function openS3Store(options: S3StoreOptions): WritableObjectStore {
  const access = openS3Access(options);
  return {
    name: access.name,
    list: (prefix, { signal } = {}) => listObjects(access, prefix, signal),
    chunks: 'given-away',
    read: (key, readOptions) => readObject(access, key, readOptions),
    stat: (key, { signal } = {}) => statObject(access, key, signal),
    put: (key, body, putOptions) => putObject(access, key, { body, options: putOptions }),
    remove: async (key, { signal } = {}) => {
      await ask(
        access,
        (abortSignal) =>
          access.client.send(new DeleteObjectCommand({ Bucket: access.bucket, Key: access.root + key }), {
            abortSignal,
          }),
        { asked: { what: `removing ${key}`, key }, signal },
      );
    },
    [Symbol.asyncDispose]: () => {
      access.client.destroy();
      return Promise.resolve();
    },
  };
}
