import { setTimeout } from 'node:timers/promises';

/**
 * Does something again and again until the signal.
 * @param work gives the pause until the next time, in milliseconds. Once it fails, because its server has ended, it is not done any more: the state shows
 * what does not run, or does not change.
 */
export async function repeatedly(signal: AbortSignal, work: () => Promise<number>): Promise<void> {
  try {
    while (!signal.aborted) await setTimeout(await work(), undefined, { signal });
  } catch {
    // what a session saw of the end of its server is no news
  }
}
