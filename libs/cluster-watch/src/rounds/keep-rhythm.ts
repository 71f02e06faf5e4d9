import type { Instant } from '@postgres-ha/split-brain';

/** Something that is done again and again. It returns at once: what takes long goes on beside the rhythm. */
export interface Beat {
  readonly intervalMs: number;
  readonly strike: () => void;
}

export interface Time {
  /** Never goes back. */
  readonly now: () => Instant;
  /** Ends after so many milliseconds, or when the signal is aborted; never fails. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** So long what is due may wait for others that are due with it: one timer for all, however many there are. */
const TOGETHER_MS = 5;

/** Steps of this part of an interval fill it evenly, however many there are of them. */
const GOLDEN = 0.618_033_988_749_894_8;

/**
 * Strikes each beat at its interval until the signal is aborted, spread over the interval so that they do not come all at once. All share one timer.
 * What was missed, because the machine slept or was busy, is not made up for.
 */
export async function keepRhythm(
  beats: readonly Beat[],
  { now, wait, signal }: Time & { readonly signal: AbortSignal },
): Promise<void> {
  if (beats.length === 0) return;
  const start = now();
  const due = beats.map(({ intervalMs }, index) => start + intervalMs * ((index * GOLDEN) % 1));
  while (!signal.aborted) {
    const at = now();
    let next = Infinity;
    for (const [index, { intervalMs, strike }] of beats.entries()) {
      let then = due[index] ?? Infinity;
      if (then <= at) {
        then += intervalMs * (Math.floor((at - then) / intervalMs) + 1);
        due[index] = then;
        strike();
      }
      if (then < next) next = then;
    }
    await wait(Math.max(TOGETHER_MS, next - now()), signal);
  }
}
