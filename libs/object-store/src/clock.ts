import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance, so that tests can be their master. */
export interface Clock {
  readonly now: () => Date;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** @throws the signal's reason when it is aborted */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Runs something later, unless stopped before. */
  readonly after: (ms: number, run: () => void) => { readonly stop: () => void };
}

export function systemClock(): Clock {
  return {
    now: () => new Date(),
    random: Math.random,
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, signal === undefined ? {} : { signal });
    },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return {
        stop: () => {
          clearTimeout(timer);
        },
      };
    },
  };
}
