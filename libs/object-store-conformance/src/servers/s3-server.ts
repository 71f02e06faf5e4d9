import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Store, secret, type S3StoreOptions } from '@postgres-ha/object-store';
import type { StoreUnderTest } from './store-under-test.ts';

/** An S3 server on loopback. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Options that open a store on the server, less the bucket. */
export function accessTo({ endpoint, accessKeyId, secretAccessKey }: S3Server): Omit<S3StoreOptions, 'bucket'> {
  return { endpoint, credentials: { kind: 'explicit', accessKeyId, secretAccessKey: secret(secretAccessKey) } };
}

export async function createBucket(server: S3Server): Promise<string> {
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const bucket = `test-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return bucket;
}

export function asStoreUnderTest(server: S3Server): StoreUnderTest {
  return {
    open: async () =>
      openS3Store({ ...accessTo(server), bucket: await createBucket(server), prefix: 'some path/below' }),
    openMissing: () => openS3Store({ ...accessTo(server), bucket: 'there-is-no-such-bucket' }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
