import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { RigObjectStore } from '@postgres-ha/testkit';

/** The bucket of a cluster's backups, as any S3 client sees it. */
export interface BackupBucket extends Disposable {
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  readonly bytes: (key: string) => Promise<Uint8Array>;
}

export async function createBackupBucket(store: RigObjectStore, bucket: string): Promise<BackupBucket> {
  const { endpoint, region, accessKeyId, secretAccessKey } = store;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    keys: async (prefix) => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      }
      return keys;
    },
    bytes: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw new Error(`${key} has no body`);
      return Body.transformToByteArray();
    },
    [Symbol.dispose]: () => {
      client.destroy();
    },
  };
}

/** `s3://bucket/some/path/` as its bucket and the prefix of its keys. */
export function bucketAndPrefix(destinationPath: string): { readonly bucket: string; readonly prefix: string } {
  const { hostname, pathname } = new URL(destinationPath);
  const path = pathname.replace(/^\/+|\/+$/g, '');
  return { bucket: hostname, prefix: path === '' ? '' : `${path}/` };
}
