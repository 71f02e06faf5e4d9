import { setTimeout as timer } from 'node:timers/promises';

/** All that a schedule knows of time. Tests hand in one that they turn themselves. */
export interface Clock {
  /** Milliseconds since 1970, by the clock on the wall. It may jump in both directions. */
  readonly now: () => number;
  /** Milliseconds since some moment. It never goes back; whether it stands still while the machine sleeps is up to the system. */
  readonly elapsed: () => number;
  /** Ends after so many milliseconds, or at once when the signal is aborted; it never fails. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The clock of this machine. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    wait: async (milliseconds, signal) => {
      try {
        await timer(milliseconds, undefined, { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
