import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { systemClock, type Clock } from '../clock.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../patience.ts';
import type { Secret } from '../secret.ts';
import { trimSlashes } from '../store-address.ts';

export type S3Credentials =
  /** Requests are not signed: for buckets that everybody may read. */
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'explicit';
      readonly accessKeyId: string;
      readonly secretAccessKey: Secret;
      readonly sessionToken?: Secret;
    }
  /** Where the AWS SDK looks: variables, profiles, web identity, the machine's role. */
  | { readonly kind: 'default-chain' };

export interface S3StoreOptions {
  readonly bucket: string;
  /** The path in the bucket below which keys lie. */
  readonly prefix?: string;
  /** Of a server other than Amazon's: `https://objects.example.org`. It takes no user and no password. */
  readonly endpoint?: string;
  /** Where it is not given: what the SDK finds in the environment; with an endpoint, `us-east-1`, which most other servers take. */
  readonly region?: string;
  /** `endpoint/bucket/key` and not `bucket.endpoint/key`. On with an endpoint, unless told otherwise. */
  readonly forcePathStyle?: boolean;
  /** Without any: the default chain. */
  readonly credentials?: S3Credentials;
  /** 32 bytes, of objects that the server encrypts by a key that it does not keep (SSE-C). */
  readonly sseCustomerKey?: Secret<Uint8Array>;
  readonly retry?: Partial<RetryPolicy>;
  /** Of uploads in parts, at least 5 MiB. A `put` holds one part in memory. */
  readonly partSizeBytes?: number;
  /** Of a LIST, at most 1000. */
  readonly keysPerPage?: number;
  readonly clock?: Clock;
}

/** What each operation on the bucket needs. */
export interface S3Access {
  readonly client: S3Client;
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly root: string;
  readonly name: string;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly sseCustomerKey: Secret<Uint8Array> | undefined;
  readonly partSizeBytes: number;
  readonly keysPerPage: number;
}

export const SMALLEST_PART_BYTES: number = 5 * 1024 * 1024;
const USUAL_PART_BYTES = 8 * 1024 * 1024;
const SSE_KEY_BYTES = 32;
const MOST_KEYS = 1000;

/** Between one connection per core that decompresses and what a small server bears; the SDK's 50 would do as well. */
const SOCKETS = 64;

/** @throws RangeError for options that cannot be meant; it repeats nothing secret */
export function openS3Access(options: S3StoreOptions): S3Access {
  const {
    bucket,
    prefix = '',
    endpoint,
    sseCustomerKey,
    partSizeBytes = USUAL_PART_BYTES,
    keysPerPage = MOST_KEYS,
  } = options;
  const keyBytes = sseCustomerKey?.reveal().byteLength ?? SSE_KEY_BYTES;
  if (keyBytes !== SSE_KEY_BYTES)
    throw new RangeError(`a customer key has ${SSE_KEY_BYTES} bytes; this one has ${keyBytes}`);
  if (partSizeBytes < SMALLEST_PART_BYTES)
    throw new RangeError(`S3 takes no parts of less than ${SMALLEST_PART_BYTES} bytes`);
  if (keysPerPage < 1 || keysPerPage > MOST_KEYS) throw new RangeError(`a page has 1 to ${MOST_KEYS} keys`);
  const path = trimSlashes(prefix);
  const policy = { ...DEFAULT_RETRY, ...options.retry };
  if (policy.attempts < 1) throw new RangeError('at least one attempt is needed');
  const server = endpoint === undefined ? undefined : endpointOf(endpoint);
  return {
    client: new S3Client({ ...settingsOf(options), ...(server === undefined ? {} : { endpoint: server }) }),
    bucket,
    root: path === '' ? '' : `${path}/`,
    name: `s3://${bucket}${path === '' ? '' : `/${path}`}${server === undefined ? '' : ` at ${server}`}`,
    policy,
    clock: options.clock ?? systemClock(),
    sseCustomerKey,
    partSizeBytes,
    keysPerPage,
  };
}

function settingsOf({ endpoint, region, forcePathStyle, credentials }: S3StoreOptions): S3ClientConfig {
  const own = endpoint !== undefined;
  return {
    ...(region !== undefined ? { region } : own ? { region: 'us-east-1' } : {}),
    forcePathStyle: forcePathStyle ?? own,
    // A bucket of another region than was thought is found where it is. Other servers have no such answer.
    followRegionRedirects: !own,
    ...accessOf(credentials),

    // The SDK asks once; how often a thing is asked is decided in one place, patience.ts. Its own retries know nothing of bodies that break, share
    // one budget among all requests of a client, and cannot be tested without waiting.
    maxAttempts: 1,

    // Bodies of ours are whole in memory, so that the SDK sends their CRC as a header. Servers that do not know it ignore it; those that do refuse
    // bytes that were changed on the way, and keep it for readers.
    requestChecksumCalculation: 'WHEN_SUPPORTED',

    // The SDK would check one response by itself, and fail with an error that has no code. A stream that was resumed is many responses, so that
    // the whole is checked in read-object.ts.
    responseChecksumValidation: 'WHEN_REQUIRED',

    // Parts are small. Waiting for "100 Continue" costs a connection of its own each.
    expectContinueHeader: false,

    requestHandler: {
      connectionTimeout: 10_000,
      // A response may take hours: what ends it is silence, which read-object.ts and attempt.ts measure.
      requestTimeout: 0,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
    },

    // Nothing is written to anybody's terminal.
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet, trace: quiet },
  };
}

function accessOf(credentials: S3Credentials = { kind: 'default-chain' }): S3ClientConfig {
  switch (credentials.kind) {
    case 'anonymous':
      // The SDK wants credentials before it asks the signer, which does nothing with them.
      return {
        credentials: { accessKeyId: '', secretAccessKey: '' },
        signer: { sign: (request) => Promise.resolve(request) },
      };
    case 'default-chain':
      return {};
    case 'explicit': {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return {
        // Asked for when it is signed, so that no object of the SDK that somebody prints holds it before.
        credentials: () =>
          Promise.resolve({
            accessKeyId,
            secretAccessKey: secretAccessKey.reveal(),
            ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
          }),
      };
    }
  }
}

/** Without what it must not have; the path of a server behind a proxy stays. */
function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new RangeError('the endpoint of a store is an address such as https://objects.example.org');
  }
  if (url.username !== '' || url.password !== '') {
    throw new RangeError('an endpoint takes no user and no password; credentials are given apart');
  }
  return url.href.replace(/\/$/, '');
}

function quiet(): void {
  // on purpose
}
