import type { Clock } from './clock.ts';
import { StoreError } from './object-store.ts';

/** How often and how long a store is asked again. */
export interface RetryPolicy {
  /** In a row without getting anywhere, the first included. */
  readonly attempts: number;
  /** Before the second attempt; it doubles from one to the next. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A server from which nothing has come for so long is given up, and asked again. */
  readonly idleTimeoutMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 8,
  firstDelayMs: 200,
  longestDelayMs: 20_000,
  idleTimeoutMs: 60_000,
};

/** One attempt's end. */
export interface Failure {
  readonly error: StoreError;
  /** Whether asking again can help. */
  readonly passing: boolean;
  /** What the server asked to wait. */
  readonly retryAfterMs?: number;
}

/** The attempts at one thing. */
export interface Patience {
  /** Waits until the next attempt; throws the failure where it does not pass or has been seen often enough. */
  readonly waitAfter: (failure: Failure) => Promise<void>;
  /** Bytes that came. Enough of them and the attempts are counted afresh, so that hours of reading may break a few times. */
  readonly cameIn: (bytes: number) => void;
}

/** Fewer bytes than this between two breaks are no progress: a stream that breaks at every kilobyte is a broken one. */
const PROGRESS_BYTES = 1024 * 1024;

export function createPatience(policy: RetryPolicy, clock: Clock, signal: AbortSignal | undefined): Patience {
  let failures = 0;
  let sinceFailure = 0;
  return {
    cameIn: (bytes) => {
      sinceFailure += bytes;
    },
    waitAfter: async ({ error, passing, retryAfterMs = 0 }) => {
      if (!passing) throw error;
      if (sinceFailure >= PROGRESS_BYTES) failures = 0;
      sinceFailure = 0;
      failures += 1;
      if (failures >= policy.attempts) throw exhausted(error, failures);
      try {
        await clock.sleep(Math.max(backoffMs(failures, policy, clock.random()), retryAfterMs), signal);
      } catch (cause) {
        throw aborted(error.key, cause);
      }
    },
  };
}

/**
 * Before the attempt that follows so many failures: doubles from one to the next up to a limit. Half of it is left to chance, so that many who
 * failed together do not come back together.
 */
export function backoffMs(failures: number, policy: RetryPolicy, random: number): number {
  const full = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random;
}

export function aborted(key: string | undefined, cause: unknown): StoreError {
  return new StoreError('aborted', { message: 'aborted before it was done', key, cause });
}

function exhausted(error: StoreError, failures: number): StoreError {
  if (failures === 1) return error;
  return new StoreError(error.problem, {
    message: `${error.message} (asked ${failures} times)`,
    key: error.key,
    cause: error,
  });
}
