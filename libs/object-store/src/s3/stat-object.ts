import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  type GetObjectCommandInput,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { ObjectStat } from '../object-store.ts';
import { ask } from './ask.ts';
import { chooseKey } from './customer-key.ts';
import { versionName } from './object-version.ts';
import type { S3Access } from './s3-access.ts';
import { notUnderstood, statusOf, type Asked } from './s3-failure.ts';

export async function statObject(access: S3Access, key: string, signal: AbortSignal | undefined): Promise<ObjectStat> {
  const asked: Asked = { what: `looking at ${key}`, key };
  const choice = chooseKey(access);
  let contradicted = false;
  const answer = await ask(
    access,
    async (abortSignal) => {
      contradicted = false;
      const input = { Bucket: access.bucket, Key: access.root + key, ...choice.input() };
      try {
        return await access.client.send(new HeadObjectCommand(input), { abortSignal });
      } catch (cause) {
        if (isRefusal(statusOf(cause))) await explain(access, input, abortSignal);
        // HEAD is refused and GET is not: object or server were between two states, and the refusal is no answer.
        contradicted = isRefusal(statusOf(cause));
        throw cause;
      }
    },
    {
      asked,
      signal,
      judge: (failure, cause) =>
        contradicted
          ? { error: notUnderstood('the server refuses HEAD and answers GET', access, asked), passing: true }
          : choice.judge(failure, cause),
    },
  );
  return objectStat(key, answer, { access, asked });
}

/** Client errors. An answer to HEAD has no body, so that it cannot say whether the object or the bucket is missing, or what was refused. */
function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500;
}

/** The same question as a GET of one byte, whose refusal has a code. */
async function explain({ client }: S3Access, input: GetObjectCommandInput, abortSignal: AbortSignal): Promise<void> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ ...input, Range: 'bytes=0-0' }), { abortSignal });
    if (body instanceof Readable) body.on('error', () => undefined).destroy();
  } catch (cause) {
    // An empty object has no first byte, and is there all the same.
    if (statusOf(cause) !== 416) throw cause;
  }
}

function objectStat(
  key: string,
  answer: HeadObjectCommandOutput,
  { access, asked }: { readonly access: S3Access; readonly asked: Asked },
): ObjectStat {
  const { ContentLength: sizeBytes, LastModified: lastModified } = answer;
  const etag = sizeBytes === undefined ? undefined : versionName(answer, sizeBytes);
  if (sizeBytes === undefined || lastModified === undefined || etag === undefined) {
    throw notUnderstood('the answer lacks size or time', access, asked);
  }
  const { ServerSideEncryption, SSECustomerAlgorithm, VersionId, StorageClass } = answer;
  const encryption =
    ServerSideEncryption ?? (SSECustomerAlgorithm === undefined ? undefined : `customer key, ${SSECustomerAlgorithm}`);
  return {
    key,
    sizeBytes,
    lastModified,
    etag,
    ...(encryption === undefined ? {} : { serverSideEncryption: encryption }),
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
    ...(StorageClass === undefined ? {} : { storageClass: StorageClass }),
  };
}
