import type { ProbeOutcome } from '@postgres-ha/split-brain';

/** Why there is no answer. The code is a SQLSTATE, a code of the system or of TLS, or one of ours; never a message. */
export interface Failure {
  readonly outcome: Exclude<ProbeOutcome, 'answered'>;
  readonly code: string | null;
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  ...['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EADDRNOTAVAIL'],
  ...['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOENT', 'CONNECTION_ENDED'],
]);
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_CRYPTO_|TLS_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_C|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** By code alone: what a server writes is in its language, and may hold data. */
export function failureOf(error: unknown, stage: 'connecting' | 'authenticating' | 'asking'): Failure {
  const code = codeOf(error);
  if (code !== undefined) return failureOfCode(code);
  // what our own side of SASL finds has no code: no password, a server that cannot prove that it knows it
  return stage === 'authenticating' ? { outcome: 'authentication', code: 'SASL' } : { outcome: 'other', code: null };
}

export function failureOfCode(code: string): Failure {
  return { outcome: outcomeOf(code), code };
}

function outcomeOf(code: string): Failure['outcome'] {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (UNREACHABLE.has(code)) return 'unreachable';
  if (TLS.test(code)) return 'tls';
  // cannot_connect_now, admin_shutdown, crash_shutdown
  if (code === '57P03' || code === '57P01' || code === '57P02') return 'rejecting';
  if (code === '53300') return 'exhausted';
  return SQLSTATE.test(code) && code.startsWith('28') ? 'authentication' : 'other';
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^\w{1,80}$/.test(code) ? code : undefined;
}
