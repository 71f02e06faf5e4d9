import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a sink sees it, so that an hour of outage is a matter of a test's own clock. */
export interface SinkClock {
  readonly now: () => Date;
  /** @throws the signal's reason when it is aborted first */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborts after so long, by a TimeoutError. The machine's own when left out. */
  readonly deadline?: (ms: number) => AbortSignal;
}

export function deadlineOf(clock: SinkClock, ms: number): AbortSignal {
  return clock.deadline?.(ms) ?? AbortSignal.timeout(ms);
}

export const systemClock: SinkClock = {
  now: () => new Date(),
  wait: async (ms, signal) => {
    signal.throwIfAborted();
    if (ms > 0) await sleep(ms, undefined, { signal });
  },
};
