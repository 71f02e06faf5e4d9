import { systemClock } from '@postgres-ha/worker-runtime';
import type { Machine } from './machine.ts';

/** A machine whose bot nobody may use, unless a test hands in another one. */
export function exampleMachine(more: Partial<Machine> = {}): Machine {
  return {
    workingDirectory: '/',
    env: {},
    clock: systemClock(),
    random: () => 0.5,
    signal: new AbortController().signal,
    writeLine: () => undefined,
    measured: {
      cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
      memoryUsage: () => ({ rss: 64 * 1024 * 1024, heapUsed: 16 * 1024 * 1024 }),
      uptime: () => 60,
    },
    openBot: () => {
      throw new Error('this test does not speak to GitHub');
    },
    ...more,
  };
}
