import { StoreError, type StoreProblem } from '../object-store.ts';
import type { Failure } from '../patience.ts';
import type { S3Access } from './s3-access.ts';

/** What was asked for, when it failed. */
export interface Asked {
  /** For people: `reading a/b`. */
  readonly what: string;
  /** Relative to the root of the store; undefined where the bucket was asked. */
  readonly key?: string;
}

interface Meaning {
  readonly problem: StoreProblem;
  readonly says: string;
  readonly passing?: boolean;
}

/**
 * S3's codes with a meaning of their own; all others are judged by their status.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const BY_CODE: Readonly<Record<string, Meaning>> = {
  NoSuchKey: { problem: 'object-missing', says: 'there is no such object' },
  NoSuchVersion: { problem: 'object-missing', says: 'there is no such version of the object' },
  NoSuchBucket: { problem: 'bucket-missing', says: 'there is no such bucket' },
  AccessDenied: { problem: 'access-denied', says: 'these credentials may not do this' },
  AllAccessDisabled: { problem: 'access-denied', says: 'all access was switched off' },
  AccountProblem: { problem: 'access-denied', says: 'the account has a problem' },
  InvalidAccessKeyId: { problem: 'credentials-refused', says: 'the server does not know the access key' },
  SignatureDoesNotMatch: { problem: 'credentials-refused', says: 'the secret key does not belong to the access key' },
  // versitygw's, with the status 404
  XAdminUserNotFound: { problem: 'credentials-refused', says: 'the server does not know the access key' },
  InvalidToken: { problem: 'credentials-refused', says: 'the session token is not valid' },
  ExpiredToken: { problem: 'credentials-refused', says: 'the session token has expired' },
  TokenRefreshRequired: { problem: 'credentials-refused', says: 'the session token has to be renewed' },
  InvalidSecurity: { problem: 'credentials-refused', says: 'the credentials are not valid' },
  AuthorizationHeaderMalformed: {
    problem: 'credentials-refused',
    says: 'the signature is for another region; set the region of the bucket',
  },
  CredentialsProviderError: { problem: 'credentials-refused', says: 'no credentials were found on this machine' },
  InvalidObjectState: {
    problem: 'object-archived',
    says: 'the object is in cold storage and has to be restored to the bucket first',
  },
  PreconditionFailed: { problem: 'object-changed', says: 'it is another version of the object by now' },
  ConditionalRequestConflict: { problem: 'object-changed', says: 'somebody else is writing the object' },
  PermanentRedirect: {
    problem: 'unavailable',
    says: 'the bucket is at another endpoint; set its region or endpoint',
    passing: false,
  },
  RequestTimeout: { problem: 'unavailable', says: 'the server waited too long for the request', passing: true },
  SlowDown: { problem: 'unavailable', says: 'the server asks for fewer requests', passing: true },
};

/** Fields that the SDK's errors and Node's have, read without trust. */
interface Foreign {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  readonly $response?: { readonly headers?: Readonly<Record<string, unknown>>; readonly statusCode?: unknown };
}

/** Reads an error of the SDK, of Node's sockets or of ours. Codes and statuses decide; texts are only passed on. */
export function failureOf(cause: unknown, access: S3Access, asked: Asked): Failure {
  if (cause instanceof StoreError) return { error: cause, passing: false };
  const status = statusOf(cause);
  const code = codeOf(cause);
  const { problem, says, passing = false } = meaningOf(code, status, { cause, access, asked });
  // without a code the answer was not S3's, and the text is the parser's
  const details = (code === 'Error' && status !== undefined ? [status] : [code, status, textOf(cause)])
    .filter((detail) => detail !== undefined && detail !== '')
    .join(', ');
  return {
    error: new StoreError(problem, {
      message: `${asked.what}: ${says} (${details}; ${access.name})`,
      key: asked.key,
      cause: bare(cause),
    }),
    passing,
    ...retryAfter(cause, access),
  };
}

/** Something that is no answer of an S3 server, or one that cannot be trusted. */
export function notUnderstood(says: string, access: S3Access, { what, key }: Asked): StoreError {
  return new StoreError('unavailable', { message: `${what}: ${says} (${access.name})`, key });
}

export function statusOf(cause: unknown): number | undefined {
  const { $metadata, $response } = foreign(cause);
  const status = $response?.statusCode ?? $metadata?.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The code of S3 for an answer of the server, that of Node for a connection. */
export function codeOf(cause: unknown): string | undefined {
  const { name, code } = foreign(cause);
  if (statusOf(cause) === undefined && typeof code === 'string') return code;
  return typeof name === 'string' ? name : undefined;
}

interface Context {
  readonly cause: unknown;
  readonly access: S3Access;
  readonly asked: Asked;
}

function meaningOf(code: string | undefined, status: number | undefined, context: Context): Meaning {
  if (code === 'RequestTimeTooSkewed' || code === 'RequestExpired') return skew(context);
  const known = code === undefined ? undefined : BY_CODE[code];
  // a list that says so of an object is not understood
  const ofObject = known?.problem.startsWith('object-') === true;
  if (known !== undefined && !(ofObject && context.asked.key === undefined)) return known;
  if (status === undefined) return { problem: 'unavailable', ...connectionTrouble(code) };
  if (status >= 500 || status === 429 || status === 408)
    return { problem: 'unavailable', says: 'the server has trouble', passing: true };
  if (status === 412) return { problem: 'object-changed', says: 'it is another version of the object by now' };
  if (status === 401) return { problem: 'credentials-refused', says: 'the server does not accept the credentials' };
  if (status === 403) return { problem: 'access-denied', says: 'these credentials may not do this' };
  if (status === 400 && context.asked.key !== undefined && code === 'InvalidRequest') {
    return {
      problem: 'key-needed',
      says: 'it seems to be encrypted by a customer key (SSE-C), which was not given or is another',
    };
  }
  if (status === 404)
    return {
      problem: 'unavailable',
      says: 'something answered "not found" that is no S3 server; look at the endpoint',
    };
  if (status < 300) return { problem: 'unavailable', says: 'the answer cannot be read', passing: true };
  return { problem: 'unavailable', says: 'the server refuses the request' };
}

/** The SDK has already signed again by the server's clock: the second refusal in a row is one that no waiting changes. */
function skew({ cause, access }: Context): Meaning {
  const theirs = Date.parse(String(foreign(cause).$response?.headers?.['date']));
  const ours = access.clock.now().getTime();
  const by = Number.isNaN(theirs) ? 'too much' : `${Math.round(Math.abs(ours - theirs) / 1000)} s`;
  const side = Number.isNaN(theirs) ? '' : ours > theirs ? ', this machine being ahead' : ', this machine being behind';
  return {
    problem: 'clocks-differ',
    says: `the clocks of this machine and of the server differ by ${by}${side}; set both by NTP`,
  };
}

/** A body that ended before all of it had come, although the connection was closed in good order. */
export class ShortBody extends Error {
  override readonly name: string = 'ShortBody';
}

/** Without a status there was no answer: codes of Node's sockets, of TLS, or an error in what was asked. */
function connectionTrouble(code: string | undefined): { readonly says: string; readonly passing: boolean } {
  if (code === undefined || ['Error', 'TypeError', 'RangeError'].includes(code))
    return { says: 'the request could not be made', passing: false };
  if (code === 'ShortBody') return { says: 'the connection broke', passing: true };
  return IS_TLS.test(code)
    ? { says: 'the certificate of the server is not trusted', passing: false }
    : { says: 'the server cannot be reached, or the connection broke', passing: true };
}

/** They stay as they are however often one asks. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const IS_TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CRL_|INVALID_CA|HOSTNAME_MISMATCH)/;

function retryAfter(cause: unknown, { policy }: S3Access): { readonly retryAfterMs?: number } {
  const seconds = Number(foreign(cause).$response?.headers?.['retry-after']);
  return seconds > 0 ? { retryAfterMs: Math.min(seconds * 1000, policy.longestDelayMs) } : {};
}

/** What the server says, in one line of bearable length. */
function textOf(cause: unknown): string | undefined {
  const { message } = foreign(cause);
  return typeof message === 'string' ? message.replaceAll(/\s+/g, ' ').trim().slice(0, 200) : undefined;
}

/** The error without the answer and the request that hang on it, where a printed error would show headers of ours, keys among them. */
function bare(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined;
  const { name, message, stack } = cause;
  const code = codeOf(cause);
  return Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) });
}

function foreign(cause: unknown): Foreign {
  return typeof cause === 'object' && cause !== null ? cause : {};
}
