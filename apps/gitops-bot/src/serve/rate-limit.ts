/** What GitHub says is left for one kind of request, until it counts anew. */
export interface RateLimit {
  /** `core`, `search`, … */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970, by GitHub's clock. */
  readonly resetsAt: number;
}

/** Undefined where an answer says nothing of it. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const number = (name: string): number => Number(headers.get(name) ?? Number.NaN);
  const limit = number('x-ratelimit-limit');
  const remaining = number('x-ratelimit-remaining');
  const resetsAt = number('x-ratelimit-reset') * 1000;
  if (![limit, remaining, resetsAt].every(Number.isFinite)) return undefined;
  const resource = headers.get('x-ratelimit-resource') ?? 'core';
  // It becomes a label: GitHub's are such words.
  return /^[a-z_]{1,40}$/.test(resource) ? { resource, limit, remaining, resetsAt } : undefined;
}
