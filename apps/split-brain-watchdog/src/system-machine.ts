import { systemClock } from '@postgres-ha/worker-runtime';
import { openKeeper } from './incidents/open-keeper.ts';
import { postgresConnections } from './look/postgres-connect.ts';
import type { Machine } from './machine.ts';
import { pushHeartbeat } from './serve/push-heartbeat.ts';

type Given = Pick<Machine, 'workingDirectory' | 'hostName' | 'env' | 'measured' | 'random' | 'signal' | 'writeLine'>;

/** The parts of a real machine. */
export function systemMachine(given: Given): Machine {
  return {
    ...given,
    clock: systemClock(),
    readConnection: postgresConnections(given.env),
    openSinks: async (notify) => (await import('./incidents/open-sinks-of.ts')).openSinksOf(given.env)(notify),
    openKeeper,
    push: pushHeartbeat,
  };
}
