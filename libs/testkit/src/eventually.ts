import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
}

/**
 * Looks again and again until there is something to see, and returns it.
 * @param what names it in the message of the failure
 * @param look returns undefined for "not yet"; what it throws ends the wait
 */
export async function eventually<T>(
  what: string,
  look: (signal: AbortSignal) => Promise<T | undefined>,
  { timeoutMs, intervalMs = 500 }: Patience,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  while (!signal.aborted) {
    const seen = await look(signal);
    if (seen !== undefined) return seen;
    await sleep(intervalMs);
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
}
