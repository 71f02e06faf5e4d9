import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { objectServerPart, outputOf } from '@postgres-ha/testkit';
import type { GoodArchive } from './good-archive.ts';

/** Credentials that may list and read, and nothing else. */
export interface Reader {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Gives an account of the server the rights that the documentation names. */
export async function admitReader({ endpoint, bucket, env }: GoodArchive): Promise<Reader> {
  const reader = { accessKeyId: 'reader-of-backups', secretAccessKey: 'secret+of/the reader&of=backups' };
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  const create = ['create-user', '--access', reader.accessKeyId, '--secret', reader.secretAccessKey, '--role', 'user'];
  await outputOf(objectServerPart().program, ['admin', '--endpoint-url', endpoint, ...create], {
    env: { ADMIN_ACCESS_KEY_ID: accessKeyId, ADMIN_SECRET_ACCESS_KEY: secretAccessKey },
  });
  const client = new S3Client({
    ...{ endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
  });
  const allow = (action: string, resource: string): unknown => ({
    ...{ Effect: 'Allow', Principal: { AWS: [reader.accessKeyId] } },
    ...{ Action: [action], Resource: [`arn:aws:s3:::${resource}`] },
  });
  const Statement = [allow('s3:ListBucket', bucket), allow('s3:GetObject', `${bucket}/*`)];
  try {
    await client.send(
      new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
  } finally {
    client.destroy();
  }
  return reader;
}
