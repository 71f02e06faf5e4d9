import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { StoreError } from '../object-store.ts';
import type { S3Access } from './s3-access.ts';
import { notUnderstood, type Asked } from './s3-failure.ts';
import { storedChecksum, type StoredChecksum } from './stored-checksum.ts';

/** Which object a stream is of; every answer that continues it must be of the same. */
export interface ObjectVersion {
  readonly etag: string;
  /** Of the whole object, whatever range was asked. */
  readonly sizeBytes: number;
  readonly checksum: StoredChecksum | undefined;
}

/** What a GET asked for. */
export interface Wanted {
  readonly start: number;
  /** Exclusive. */
  readonly end: number | undefined;
  readonly etag: string | undefined;
  readonly version: ObjectVersion | undefined;
}

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+)$/;

/**
 * Reads which version an answer is of, and that it holds just the bytes that were asked for. A server that ignores `Range` or `If-Match` must not
 * lead to other bytes.
 * @throws StoreError
 */
export function versionOf(
  answer: GetObjectCommandOutput,
  wanted: Wanted,
  { access, asked }: { readonly access: S3Access; readonly asked: Asked },
): ObjectVersion {
  const { ContentLength: length } = answer;
  if (length === undefined) throw notUnderstood('the answer does not say how long it is', access, asked);
  const { first, sizeBytes } = extentOf(answer.ContentRange, length);
  const etag = versionName(answer, sizeBytes);
  if (etag === undefined) {
    throw notUnderstood('the answer has no etag and no time, so that no break in it could be mended', access, asked);
  }
  const end = Math.min(wanted.end ?? sizeBytes, sizeBytes);
  const version: ObjectVersion = {
    etag,
    sizeBytes,
    checksum: wanted.version?.checksum ?? storedChecksum(answer),
  };
  const changed =
    version.etag !== (wanted.version?.etag ?? wanted.etag ?? version.etag) ||
    sizeBytes !== (wanted.version?.sizeBytes ?? sizeBytes);
  if (changed) {
    throw new StoreError('object-changed', {
      message: `${asked.what}: it is another version of the object by now (${access.name})`,
      key: asked.key,
    });
  }
  if (first !== wanted.start || length !== end - wanted.start) {
    throw notUnderstood(
      `the answer holds ${length} bytes from ${first}; asked were those from ${wanted.start} to ${end}`,
      access,
      asked,
    );
  }
  return version;
}

/** What of an answer, or of an entry of a list, tells one version of an object from another. */
export interface Named {
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
}

/**
 * The etag without quotes and the mark of a weak one. versitygw has none for files that were laid into its directory: size and time, in the seconds that
 * headers have, stand for it then.
 * @returns undefined where there is neither
 */
export function versionName({ ETag, LastModified }: Named, sizeBytes: number): string | undefined {
  const etag = (ETag ?? '').replace(/^W\//, '').replaceAll('"', '');
  if (etag !== '') return etag;
  if (LastModified === undefined) return undefined;
  return `${STAND_IN}${sizeBytes}-${Math.floor(LastModified.getTime() / 1000)}`;
}

const STAND_IN = 'no-etag-';

/** What the server is to compare; a name that it did not give is compared here alone. */
export function ifMatch(name: string | undefined): { readonly IfMatch?: string } {
  return name === undefined || name.startsWith(STAND_IN) ? {} : { IfMatch: `"${name}"` };
}

function extentOf(
  contentRange: string | undefined,
  length: number,
): { readonly first: number; readonly sizeBytes: number } {
  const [, first, , total] = CONTENT_RANGE.exec(contentRange ?? '') ?? [];
  return first === undefined ? { first: 0, sizeBytes: length } : { first: Number(first), sizeBytes: Number(total) };
}
