import { StoreError } from '../object-store.ts';
import { createPatience } from '../patience.ts';
import { createSkewAllowance } from './ask.ts';
import { chooseKey } from './customer-key.ts';
import { openPart, type ObjectPart } from './object-part.ts';
import type { ObjectVersion } from './object-version.ts';
import type { S3Access } from './s3-access.ts';
import { notUnderstood, statusOf } from './s3-failure.ts';
import { statObject } from './stat-object.ts';

export interface StreamOptions {
  readonly start: number;
  /** Exclusive. */
  readonly end: number | undefined;
  readonly etag: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The bytes of one version of an object. It goes on where it broke, with another request. */
export interface ObjectStream extends Disposable {
  /** @returns undefined after the last byte that was asked for @throws StoreError */
  readonly next: () => Promise<Uint8Array | undefined>;
  /** Known once the server answered. */
  readonly version: () => ObjectVersion | undefined;
}

export function openObjectStream(
  access: S3Access,
  key: string,
  { start, end, etag, signal }: StreamOptions,
): ObjectStream {
  const asked = { what: `reading ${key}`, key };
  const patience = createPatience(access.policy, access.clock, signal);
  const allowSkew = createSkewAllowance();
  const choice = chooseKey(access);
  let part: ObjectPart | undefined;
  let version: ObjectVersion | undefined;
  let offset = start;

  const close = (): void => {
    part?.[Symbol.dispose]();
    part = undefined;
  };
  const allCame = (): boolean =>
    version !== undefined && offset >= Math.min(end ?? version.sizeBytes, version.sizeBytes);

  return {
    next: async () => {
      for (;;) {
        part ??= openPart(access, { start: offset, end, etag, version }, { asked, keyInput: choice.input(), signal });
        try {
          const chunk = await part.next();
          version = part.version();
          offset += chunk?.byteLength ?? 0;
          patience.cameIn(chunk?.byteLength ?? 0);
          return chunk;
        } catch (cause) {
          version ??= part.version();
          const failure = choice.judge(allowSkew(part.failureOf(cause), cause), cause);
          close();
          // What breaks behind the last byte takes nothing away.
          if (allCame() && failure.error.problem !== 'aborted') return undefined;
          if (statusOf(cause) === 416) return confirmEnd(access, key, { offset, etag: version?.etag ?? etag, signal });
          await patience.waitAfter(failure);
        }
      }
    },
    version: () => version,
    [Symbol.dispose]: close,
  };
}

interface Place {
  readonly offset: number;
  readonly etag: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A server has said that the object has no byte at this offset (status 416): right for a range that begins behind its end. */
async function confirmEnd(access: S3Access, key: string, { offset, etag, signal }: Place): Promise<undefined> {
  const seen = await statObject(access, key, signal);
  if (etag !== undefined && seen.etag !== etag) {
    throw new StoreError('object-changed', {
      message: `reading ${key}: it is another version of the object by now (${access.name})`,
      key,
    });
  }
  if (seen.sizeBytes <= offset) return undefined;
  throw notUnderstood(`the server gives nothing from ${offset} on of ${seen.sizeBytes} bytes`, access, {
    what: `reading ${key}`,
    key,
  });
}
