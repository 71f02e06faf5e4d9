import { systemClock } from '@postgres-ha/worker-runtime';
import type { Machine } from './machine.ts';
import { openBot } from './work/open-bot.ts';

type Given = Omit<Machine, 'clock' | 'openBot'>;

/** The parts of a real machine. */
export function systemMachine(given: Given): Machine {
  return { ...given, clock: systemClock(), openBot };
}
