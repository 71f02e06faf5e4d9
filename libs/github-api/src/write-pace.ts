import type { GitHubClock } from './github-options.ts';

/** Runs one write after the other, with time between them. */
export type WritePace = <T>(write: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * GitHub asks for writes one at a time and a second apart, and slows down whoever does otherwise.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
export function writePace(intervalMs: number, clock: GitHubClock): WritePace {
  let turn: Promise<unknown> = Promise.resolve();
  let lastMs = -Infinity;
  return (write, signal) => {
    const mine = turn.then(async () => {
      signal.throwIfAborted();
      const passedMs = clock.now() - lastMs;
      // a clock that was set back is no reason to wait longer
      if (passedMs < intervalMs) await clock.wait(Math.min(intervalMs - passedMs, intervalMs), signal);
      try {
        return await write();
      } finally {
        lastMs = clock.now();
      }
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
}
