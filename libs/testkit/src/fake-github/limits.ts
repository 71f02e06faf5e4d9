import { Refusal } from './answer.ts';

export interface RateLimits {
  /** Requests that one account may make in an hour. Default 5,000. */
  readonly perHour?: number;
  /** Things that one account may create in a minute, before it is asked to slow down. Default 80. */
  readonly createdPerMinute?: number;
  /** What a limit is answered with. Default 403. */
  readonly status?: 403 | 429;
}

export interface RateLimiter {
  /** @throws Refusal when too much was asked. @returns the headers that each answer has */
  readonly take: (account: string, method: string, nowMs: number) => Record<string, string>;
  /** What has not changed costs nothing. */
  readonly giveBack: (account: string, nowMs: number) => Record<string, string>;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export function rateLimiter({ perHour = 5000, createdPerMinute = 80, status = 403 }: RateLimits): RateLimiter {
  const windows = new Map<string, { readonly startedMs: number; used: number }>();
  const creations = new Map<string, number[]>();
  const windowOf = (account: string, nowMs: number): { readonly startedMs: number; used: number } => {
    const known = windows.get(account);
    if (known !== undefined && nowMs - known.startedMs < HOUR_MS) return known;
    const opened = { startedMs: nowMs, used: 0 };
    windows.set(account, opened);
    return opened;
  };
  const headers = (account: string, nowMs: number): Record<string, string> => {
    const { startedMs, used } = windowOf(account, nowMs);
    return {
      'x-ratelimit-limit': String(perHour),
      'x-ratelimit-used': String(Math.min(used, perHour)),
      'x-ratelimit-remaining': String(Math.max(0, perHour - used)),
      'x-ratelimit-reset': String(Math.ceil((startedMs + HOUR_MS) / 1000)),
      'x-ratelimit-resource': 'core',
    };
  };
  return {
    giveBack: (account, nowMs) => {
      windowOf(account, nowMs).used--;
      return headers(account, nowMs);
    },
    take: (account, method, nowMs) => {
      const window = windowOf(account, nowMs);
      if (window.used >= perHour)
        throw new Refusal(status, `API rate limit exceeded for user ${account}.`, { headers: headers(account, nowMs) });
      window.used++;
      if (method !== 'POST') return headers(account, nowMs);
      const recent = (creations.get(account) ?? []).filter((at) => nowMs - at < MINUTE_MS);
      creations.set(account, recent);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= createdPerMinute) {
        const retryAfter = { 'retry-after': String(Math.ceil((oldest + MINUTE_MS - nowMs) / 1000)) };
        throw new Refusal(
          status,
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          {
            headers: { ...headers(account, nowMs), ...retryAfter },
          },
        );
      }
      recent.push(nowMs);
      return headers(account, nowMs);
    },
  };
}
