import { setTimeout as timer } from 'node:timers/promises';
import type { SinkClock } from '@postgres-ha/notification';
import type { Clock } from '@postgres-ha/worker-runtime';

export interface HurriedClock {
  /** For outbox and dispatch. */
  readonly clock: Clock;
  /** For sinks and fakes. */
  readonly sinkClock: SinkClock;
  readonly now: () => Date;
}

/** Real waits of several parties side by side, so many times as fast: an hour takes a few seconds. */
export function hurriedClock(start: string, { times }: { readonly times: number }): HurriedClock {
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) * times;
  const now = (): number => Date.parse(start) + elapsed();
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    timer(Math.ceil(Math.max(0, ms) / times), undefined, { signal }).catch(() => undefined);
  return {
    clock: { now, elapsed, wait },
    sinkClock: {
      now: () => new Date(now()),
      wait: async (ms, signal) => {
        await wait(ms, signal);
        signal.throwIfAborted();
      },
    },
    now: () => new Date(now()),
  };
}
