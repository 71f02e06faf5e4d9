import { GitHubError } from '@postgres-ha/github-api';

/** What a failure of one attempt means for the next. */
export interface Failure {
  /** `wait`: it says nothing of the event, and mends itself or is mended. `attempt`: it may be the event. */
  readonly counts: 'wait' | 'attempt';
  readonly because: string;
  /** At least so long; undefined: as the attempts before say. */
  readonly afterMs: number | undefined;
}

/** GitHub that cannot be reached, limits, and credentials that do not count any more: no event is given up for these. */
const NOT_THE_EVENT: ReadonlySet<string> = new Set(['rate-limited', 'unavailable', 'unauthorized']);

export function classifyFailure(error: unknown): Failure {
  if (error instanceof GitHubError) {
    const { problem, retryAfterMs } = error;
    return {
      counts: NOT_THE_EVENT.has(problem) ? 'wait' : 'attempt',
      because: error.message,
      afterMs: retryAfterMs,
    };
  }
  return { counts: 'attempt', because: error instanceof Error ? error.message : String(error), afterMs: undefined };
}

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * How long to wait after so many waits in a row: twice as long each time, up to five minutes, and up to half less, so that several do not come back
 * at one time.
 * @param random 0 up to, not including, 1
 */
export function backOffMs(waits: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(waits, 20));
  return Math.round(whole * (1 - random / 2));
}
