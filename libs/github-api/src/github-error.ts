/** Why GitHub did not do what it was asked. By status and codes, never by the wording of an answer. */
export type GitHubProblem =
  /** Too much was asked in too short a time; nothing was done. */
  | 'rate-limited'
  /** No answer, an error of the server's own (5xx), or nothing that GitHub would say. */
  | 'unavailable'
  /** 401: the token or key is wrong, revoked or has expired. */
  | 'unauthorized'
  /** 403 */
  | 'forbidden'
  /** 404: it does not exist, or these credentials must not know that it does. */
  | 'not-found'
  /** 410: it was deleted, or turned off. */
  | 'gone'
  /** 3xx: it has another address now. What writes does not follow. */
  | 'moved'
  /** 422 or 400 */
  | 'invalid'
  /** 409 */
  | 'conflict';

export interface GitHubErrorFacts {
  readonly problem: GitHubProblem;
  /** `issues/create` */
  readonly operation: string;
  /** `unknown`: it may have been done, or be done yet. Look before you repeat it. */
  readonly effect: 'none' | 'unknown';
  /** Undefined where there was no answer. */
  readonly status?: number | undefined;
  /** How long GitHub asks to be left alone. */
  readonly retryAfterMs?: number | undefined;
  /** What GitHub's support asks for. */
  readonly requestId?: string | undefined;
  /** Of a 422: `Label.name already_exists`. Where there was no answer: the system's code, `ECONNRESET`. */
  readonly codes?: readonly string[] | undefined;
}

/** Carries neither credentials, nor what was sent, nor GitHub's answer in full. */
export class GitHubError extends Error {
  readonly problem: GitHubProblem;
  readonly operation: string;
  readonly effect: 'none' | 'unknown';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly codes: readonly string[];

  constructor(facts: GitHubErrorFacts) {
    super(messageOf(facts));
    this.name = 'GitHubError';
    this.problem = facts.problem;
    this.operation = facts.operation;
    this.effect = facts.effect;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.requestId = facts.requestId;
    this.codes = facts.codes ?? [];
  }
}

function messageOf({ problem, operation, status, retryAfterMs, requestId, codes = [] }: GitHubErrorFacts): string {
  const said = status === undefined ? 'did not answer' : `answered ${status} to`;
  const details = [
    problem,
    ...codes,
    ...(retryAfterMs === undefined ? [] : [`again in ${Math.ceil(retryAfterMs / 1000)} s`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return `GitHub ${said} ${operation} (${details.join(', ')})`;
}
