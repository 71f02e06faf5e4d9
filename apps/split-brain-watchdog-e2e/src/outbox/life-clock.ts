import { setTimeout as timer } from 'node:timers/promises';
import type { SinkClock } from '@postgres-ha/notification';
import type { Clock } from '@postgres-ha/worker-runtime';

export const START: number = Date.parse('2026-11-26T01:00:00Z');
/** So many times as fast as the machine's: what is waited for takes its time, and no test. */
export const FASTER = 50;

export interface LifeClock {
  /** For outbox, dispatch and fakes. */
  readonly clock: Clock;
  readonly sinkClock: SinkClock;
}

/** The same time in every process of one life. @param began the machine's, when it was START */
export function lifeClock(began: number): LifeClock {
  const now = (): number => START + (Date.now() - began) * FASTER;
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    timer(Math.ceil(Math.max(0, ms) / FASTER), undefined, { signal }).catch(() => undefined);
  return {
    clock: { now, elapsed: () => performance.now() * FASTER, wait },
    sinkClock: {
      now: () => new Date(now()),
      wait: async (ms, signal) => {
        await wait(ms, signal);
        signal.throwIfAborted();
      },
    },
  };
}
