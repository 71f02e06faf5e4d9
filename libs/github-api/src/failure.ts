import { RequestError } from '@octokit/request-error';
import { UnfitAnswer } from './fitting.ts';
import { GitHubError, type GitHubProblem } from './github-error.ts';

/** What GitHub asks for where a secondary limit names no time. @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
const PATIENCE_MS = 60_000;

/** The connection was never made. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export interface Attempt {
  readonly operation: string;
  /** Whether it may have changed anything. */
  readonly kind: 'read' | 'write';
  readonly nowMs: number;
}

/** The code of an answer that does not fit. */
const UNFIT = 'unfit-answer';

/** @param error whatever Octokit, or the check of its answer, threw. Octokit's own is not kept as a cause: it carries the request. */
export function failureOf(error: unknown, { operation, kind, nowMs }: Attempt): GitHubError {
  const perhaps = kind === 'write' ? 'unknown' : 'none';
  if (error instanceof UnfitAnswer) {
    const { status } = error;
    if (status >= 300) return movedAnswer(status, operation);
    return new GitHubError({ operation, status, problem: 'unavailable', effect: perhaps, codes: [UNFIT] });
  }
  if (!(error instanceof RequestError) || error.response === undefined) {
    const code = codeOf(error);
    const sent = code === undefined || !NEVER_SENT.has(code);
    return new GitHubError({
      operation,
      problem: 'unavailable',
      effect: sent ? perhaps : 'none',
      codes: code === undefined ? [] : [code],
    });
  }
  const { status, headers, data } = error.response;
  const problem = problemOf(status, { headers, data });
  return new GitHubError({
    operation,
    problem,
    status,
    effect: problem === 'unavailable' ? perhaps : 'none',
    retryAfterMs: retryAfter(problem, { headers, nowMs }),
    requestId: textOf(headers['x-github-request-id']),
    codes: fieldCodes(data),
  });
}

/** An answer that leads elsewhere, which Octokit takes for one. */
export function movedAnswer(status: number, operation: string): GitHubError {
  return new GitHubError({ operation, status, problem: 'moved', effect: 'none' });
}

type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

function problemOf(
  status: number,
  { headers, data }: { readonly headers: AnswerHeaders; readonly data: unknown },
): GitHubProblem {
  if (status === 429 || (status === 403 && limited(headers, data))) return 'rate-limited';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 410:
      return 'gone';
    case 400:
    case 422:
      return 'invalid';
    default:
      return status >= 300 && status < 400 ? 'moved' : 'unavailable';
  }
}

function limited(headers: AnswerHeaders, data: unknown): boolean {
  if (headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0') return true;
  // the page that it refers to is the only code that a secondary limit has
  const page = fieldOf(data, 'documentation_url');
  return typeof page === 'string' && page.includes('secondary-rate-limits');
}

function retryAfter(
  problem: GitHubProblem,
  { headers, nowMs }: { readonly headers: AnswerHeaders; readonly nowMs: number },
): number | undefined {
  const named = headers['retry-after'];
  if (named !== undefined && Number.isFinite(Number(named))) return Math.max(1, Number(named)) * 1000;
  if (problem !== 'rate-limited') return undefined;
  const resetMs = Number(headers['x-ratelimit-reset']) * 1000;
  // the clocks may differ: never at once, and never beyond the hour that a limit lasts
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(resetMs))
    return Math.min(Math.max(resetMs - nowMs, 1000), 3_600_000);
  return PATIENCE_MS;
}

function fieldCodes(data: unknown): readonly string[] {
  const errors = fieldOf(data, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 10).map((error) => {
    const [resource, field, code] = ['resource', 'field', 'code'].map((name) => {
      const value = fieldOf(error, name);
      return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : '?';
    });
    return `${resource ?? '?'}.${field ?? '?'} ${code ?? '?'}`;
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textOf(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Of the error, or of what caused it. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError') return 'timeout';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? undefined : codeOf(error.cause);
}
