import type { Clock } from '../schedule/clock.ts';

/**
 * Waits for work that was told to stop, and no longer than its grace.
 * @throws what the work throws, if it ends in time
 */
export async function withinGrace(
  work: Promise<unknown>,
  { graceMs, clock }: { readonly graceMs: number; readonly clock: Clock },
): Promise<'stopped' | 'still-running'> {
  const enough = new AbortController();
  try {
    return await Promise.race([
      work.then(() => 'stopped' as const),
      clock.wait(graceMs, enough.signal).then(() => 'still-running' as const),
    ]);
  } finally {
    enough.abort();
  }
}
