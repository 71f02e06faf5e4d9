import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { StoreError } from '../object-store.ts';
import { ask } from './ask.ts';
import { customerKeyInput } from './customer-key.ts';
import { versionName } from './object-version.ts';
import { conditionInput, judgeWrite, type Write } from './put-object.ts';
import type { S3Access } from './s3-access.ts';
import { codeOf, notUnderstood } from './s3-failure.ts';

export interface LargeBody extends Write {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly rest: AsyncIterator<Uint8Array, undefined>;
}

/** Uploads one part after another; what fails on the way takes all of them with it, so that none is left and paid for. */
export async function putInParts(access: S3Access, body: LargeBody): Promise<{ readonly etag: string }> {
  const upload = await begin(access, body);
  try {
    const parts: CompletedPart[] = [];
    for await (const part of inOrder(body))
      parts.push(await send(access, { upload, body, part, number: parts.length + 1 }));
    return await complete(access, { upload, body, parts });
  } catch (cause) {
    throw await abandon(access, upload, cause);
  }
}

/** One checksum of all bytes, and not one of the parts' checksums, so that a reader of the stream can compare it. */
const WHOLE_CHECKSUM = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const;

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

async function begin(access: S3Access, { asked, options: { signal } }: LargeBody): Promise<Upload> {
  const place = { Bucket: access.bucket, Key: access.root + asked.key };
  const { UploadId } = await ask(
    access,
    (abortSignal) =>
      access.client.send(
        new CreateMultipartUploadCommand({ ...place, ...WHOLE_CHECKSUM, ...customerKeyInput(access) }),
        { abortSignal },
      ),
    { asked, signal },
  );
  if (UploadId === undefined) throw notUnderstood('the server begins an upload without a name', access, asked);
  return { ...place, UploadId };
}

async function* inOrder({ first, second, rest }: LargeBody): AsyncGenerator<Uint8Array> {
  yield first;
  yield second;
  for (let { value } = await rest.next(); value !== undefined; { value } = await rest.next()) yield value;
}

interface PartOfUpload {
  readonly upload: Upload;
  readonly body: LargeBody;
  readonly part: Uint8Array;
  readonly number: number;
}

async function send(access: S3Access, { upload, body, part, number }: PartOfUpload): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await ask(
    access,
    (abortSignal) =>
      access.client.send(
        new UploadPartCommand({ ...upload, PartNumber: number, Body: part, ...customerKeyInput(access) }),
        { abortSignal },
      ),
    { asked: body.asked, signal: body.options.signal },
  );
  if (ETag === undefined) throw notUnderstood(`the server names no etag for part ${number}`, access, body.asked);
  return { PartNumber: number, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) };
}

interface WholeUpload {
  readonly upload: Upload;
  readonly body: LargeBody;
  readonly parts: readonly CompletedPart[];
}

/** Not asked again where it may have been done: the upload has no name then any more. */
async function complete(access: S3Access, { upload, body, parts }: WholeUpload): Promise<{ readonly etag: string }> {
  const { ETag } = await ask(
    access,
    (abortSignal) =>
      access.client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts: [...parts] },
          ...conditionInput(body.options),
          ...customerKeyInput(access),
        }),
        { abortSignal },
      ),
    { asked: body.asked, signal: body.options.signal, judge: judgeWrite(body, { endsUpload: true }) },
  );
  const etag = versionName({ ETag }, 0);
  if (etag === undefined) throw notUnderstood('the server names no etag for what it stored', access, body.asked);
  return { etag };
}

/** The caller's signal may be why it is abandoned, so that this goes without; the silence of a server ends it. */
async function abandon(access: S3Access, upload: Upload, cause: unknown): Promise<unknown> {
  const asked = { what: `removing the parts of ${upload.Key}`, key: upload.Key.slice(access.root.length) };
  try {
    await ask(access, (abortSignal) => access.client.send(new AbortMultipartUploadCommand(upload), { abortSignal }), {
      asked,
      signal: undefined,
    });
    return cause;
  } catch (left) {
    // It was completed after all, and nothing is left.
    if (codeOf(left instanceof StoreError ? left.cause : left) === 'NoSuchUpload') return cause;
    if (!(cause instanceof StoreError))
      return new AggregateError([cause, left], 'an upload failed, and its parts could not be removed');
    const message = `${cause.message}; the parts of the upload ${upload.UploadId} could not be removed`;
    return new StoreError(cause.problem, { message, key: cause.key, cause: new AggregateError([cause, left]) });
  }
}
