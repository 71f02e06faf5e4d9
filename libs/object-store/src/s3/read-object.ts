import { StoreError, type ReadOptions } from '../object-store.ts';
import { checkedRange } from '../range.ts';
import { openObjectStream, type ObjectStream } from './object-stream.ts';
import type { ObjectVersion } from './object-version.ts';
import type { S3Access } from './s3-access.ts';
import { statObject } from './stat-object.ts';
import { startChecksum, type RunningChecksum } from './stored-checksum.ts';

/** The bytes of an object, exactly those that were stored, or a `StoreError`. */
export async function* readObject(
  access: S3Access,
  key: string,
  options: ReadOptions = {},
): AsyncGenerator<Uint8Array> {
  const { start, end } = checkedRange(options.range);
  if (start === end) {
    // nothing is asked of it but to be there
    await statObject(access, key, options.signal);
    return;
  }
  using stream = openObjectStream(access, key, { start, end, etag: options.etag, signal: options.signal });
  let sum: RunningChecksum | undefined;
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) {
    sum ??= checksumFor(stream, options.range);
    sum?.update(chunk);
    yield chunk;
  }
  // an object without bytes has a checksum too
  sum ??= checksumFor(stream, options.range);
  const version = stream.version();
  if (sum === undefined || version === undefined) return;
  await compare(await sum.digest(), { access, key, version, signal: options.signal });
}

/** Only the whole object has a checksum. */
function checksumFor(stream: ObjectStream, range: ReadOptions['range']): RunningChecksum | undefined {
  const checksum = stream.version()?.checksum;
  return range === undefined && checksum !== undefined ? startChecksum(checksum.algorithm) : undefined;
}

interface Read {
  readonly access: S3Access;
  readonly key: string;
  readonly version: ObjectVersion;
  readonly signal: AbortSignal | undefined;
}

/**
 * Bytes that do not add up were changed in the store or on the way here. A second look tells which: the same wrong sum again is the store's. What
 * changed on the way is no finding against the object.
 * @throws StoreError `object-damaged` or `unavailable`
 */
async function compare(found: string, { access, key, version, signal }: Read): Promise<void> {
  const { checksum, etag } = version;
  if (checksum === undefined || checksum.value === found) return;
  const { algorithm, value } = checksum;
  const again = startChecksum(algorithm);
  using stream = openObjectStream(access, key, { start: 0, end: undefined, etag, signal });
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) again.update(chunk);
  const second = await again.digest();
  if (second === found) {
    const message = `reading ${key}: its bytes are not those that were stored; their ${algorithm} is ${found}, twice, and was ${value} (${access.name})`;
    throw new StoreError('object-damaged', { message, key });
  }
  const message = `reading ${key}: its bytes were changed on the way, their ${algorithm} is ${found} once and ${second} then; read it again (${access.name})`;
  throw new StoreError('unavailable', { message, key });
}
