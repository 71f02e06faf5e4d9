import { PutObjectCommand } from '@aws-sdk/client-s3';
import { StoreError, type PutOptions } from '../object-store.ts';
import type { Failure } from '../patience.ts';
import { ask } from './ask.ts';
import { customerKeyInput } from './customer-key.ts';
import { versionName } from './object-version.ts';
import { inParts } from './parts.ts';
import { putInParts } from './put-in-parts.ts';
import type { S3Access } from './s3-access.ts';
import { codeOf, notUnderstood, statusOf } from './s3-failure.ts';

/** Stores an object whole or not at all: in one request where it fits into a part, in parts otherwise. */
export async function putObject(
  access: S3Access,
  key: string,
  {
    body,
    options = {},
  }: { readonly body: Uint8Array | AsyncIterable<Uint8Array>; readonly options?: PutOptions | undefined },
): Promise<{ readonly etag: string }> {
  const asked = { what: `writing ${key}`, key };
  const parts = inParts(body, access.partSizeBytes);
  try {
    const { value: first } = await parts.next();
    const { value: second } = await parts.next();
    if (first === undefined || second === undefined)
      return await putWhole(access, first ?? new Uint8Array(), { asked, options });
    return await putInParts(access, { asked, options, first, second, rest: parts });
  } finally {
    await parts.return(undefined);
  }
}

/** Which object is written, and how. */
export interface Write {
  readonly asked: { readonly what: string; readonly key: string };
  readonly options: PutOptions;
}

async function putWhole(
  access: S3Access,
  body: Uint8Array,
  { asked, options }: Write,
): Promise<{ readonly etag: string }> {
  const answer = await ask(
    access,
    (abortSignal) =>
      access.client.send(
        new PutObjectCommand({
          Bucket: access.bucket,
          Key: access.root + asked.key,
          Body: body,
          ...conditionInput(options),
          ...customerKeyInput(access),
        }),
        { abortSignal },
      ),
    { asked, signal: options.signal, judge: judgeWrite({ asked, options }) },
  );
  const etag = versionName({ ETag: answer.ETag }, body.byteLength);
  if (etag === undefined) throw notUnderstood('the server names no etag for what it stored', access, asked);
  return { etag };
}

export interface ConditionInput {
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
}

export function conditionInput({ ifAbsent, etag }: PutOptions): ConditionInput {
  return {
    ...(ifAbsent === true ? { IfNoneMatch: '*' } : {}),
    // whatever it is: a condition that the server cannot meet must not be dropped
    ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
  };
}

/**
 * A write under a condition, or the end of an upload, is not sent again when it may have been done: the second would be refused because of the
 * first. `unavailable` means then that the caller has to look.
 */
export function judgeWrite(
  { asked: { what, key }, options: { ifAbsent = false, etag } }: Write,
  { endsUpload = false }: { readonly endsUpload?: boolean } = {},
): (failure: Failure, cause: unknown) => Failure {
  const once = ifAbsent || etag !== undefined || endsUpload;
  return (failure, cause) => {
    if (ifAbsent && failure.error.problem === 'object-changed') {
      const message = `${what}: there is an object of that name, and it may not be replaced`;
      return { error: new StoreError('object-exists', { message, key, cause: failure.error }), passing: false };
    }
    if (etag !== undefined && failure.error.problem === 'object-missing') {
      const message = `${what}: the version that was to be replaced is not there`;
      return { error: new StoreError('object-changed', { message, key, cause: failure.error }), passing: false };
    }
    return once && !wasNotDone(cause) ? { ...failure, passing: false } : failure;
  };
}

function wasNotDone(cause: unknown): boolean {
  return statusOf(cause) === 503 || statusOf(cause) === 429 || codeOf(cause) === 'RequestTimeTooSkewed';
}
