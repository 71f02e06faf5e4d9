import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Failure } from '../patience.ts';
import { startAttempt, type Attempt } from './attempt.ts';
import type { CustomerKeyInput } from './customer-key.ts';
import { ifMatch, versionOf, type ObjectVersion, type Wanted } from './object-version.ts';
import type { S3Access } from './s3-access.ts';
import { notUnderstood, ShortBody, type Asked } from './s3-failure.ts';

/** One GET and its body: the bytes from where the last one broke. */
export interface ObjectPart extends Disposable {
  /** The first call sends the request. @returns undefined after the last byte; a body that is too short is an exception */
  readonly next: () => Promise<Uint8Array | undefined>;
  /** Known once the server answered. */
  readonly version: () => ObjectVersion | undefined;
  readonly failureOf: (cause: unknown) => Failure;
}

export interface PartOptions {
  readonly asked: Asked & { readonly key: string };
  readonly keyInput: CustomerKeyInput;
  readonly signal: AbortSignal | undefined;
}

export function openPart(access: S3Access, wanted: Wanted, { asked, keyInput, signal }: PartOptions): ObjectPart {
  const attempt = startAttempt(access, asked, signal);
  let version: ObjectVersion | undefined;
  let body: Readable | undefined;
  let chunks: AsyncIterator<Uint8Array, undefined> | undefined;
  let missing = 0;

  const open = async (): Promise<AsyncIterator<Uint8Array, undefined>> => {
    const answer = await request(access, wanted, { asked, keyInput, attempt });
    if (!(answer.Body instanceof Readable)) throw notUnderstood('the answer has no body', access, asked);
    // What is thrown below, or ends the reading later, destroys it: nobody else listens to its errors then.
    body = answer.Body.on('error', () => undefined);
    version = versionOf(answer, wanted, { access, asked });
    missing = Math.min(wanted.end ?? version.sizeBytes, version.sizeBytes) - wanted.start;
    return body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  };

  return {
    next: async () => {
      attempt.signal.throwIfAborted();
      chunks ??= await open();
      const { value } = await attempt.await(chunks.next());
      if (value !== undefined) {
        missing -= value.byteLength;
        return value;
      }
      if (missing !== 0) throw new ShortBody(`the body ended ${missing} bytes early`);
      return undefined;
    },
    version: () => version,
    failureOf: attempt.failureOf,
    [Symbol.dispose]: () => {
      // A body that was read to its end has given its connection back; any other takes the connection with it.
      body?.destroy();
      attempt[Symbol.dispose]();
    },
  };
}

interface Request extends Omit<PartOptions, 'signal'> {
  readonly attempt: Attempt;
}

async function request(
  { client, bucket, root }: S3Access,
  { start, end, etag, version }: Wanted,
  { asked, keyInput, attempt }: Request,
): Promise<GetObjectCommandOutput> {
  const known = version?.etag ?? etag;
  const whole = start === 0 && end === undefined;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: root + asked.key,
    ...ifMatch(known),
    ...(whole ? {} : { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
    ...keyInput,
  });
  if (whole) askForChecksum(command);
  return attempt.await(client.send(command, { abortSignal: attempt.signal }));
}

/** By its header: `ChecksumMode` would have the SDK compare each answer by itself, resumed or not, with an error that has no code. */
function askForChecksum({ middlewareStack }: GetObjectCommand): void {
  middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers['x-amz-checksum-mode'] = 'ENABLED';
      return next(args);
    },
    { step: 'build', name: 'askForChecksum' },
  );
}
