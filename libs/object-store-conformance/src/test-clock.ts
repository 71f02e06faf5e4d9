import type { Clock } from '@postgres-ha/object-store';

/** Time passes when a test says so; waits between attempts are over at once. */
export interface TestClock extends Clock {
  /** How long was waited between attempts, in milliseconds. */
  readonly waits: readonly number[];
  /** Runs everything out that is waited for now. */
  readonly runOut: () => void;
}

export function testClock(): TestClock {
  const waits: number[] = [];
  const alarms = new Set<() => void>();
  return {
    waits,
    now: () => new Date(),
    random: () => 0.5,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      await Promise.resolve();
    },
    after: (_ms, run) => {
      alarms.add(run);
      return { stop: () => alarms.delete(run) };
    },
    runOut: () => {
      for (const run of [...alarms]) run();
    },
  };
}
