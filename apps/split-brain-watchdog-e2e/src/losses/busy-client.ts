import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '@postgres-ha/local-stack';
import { anyTransaction, type Write } from './transactions.ts';

/** A client that commits transactions of all kinds and keeps a ledger. */
export interface BusyClient extends AsyncDisposable {
  /** It was told that these last. */
  readonly acknowledged: readonly Write[];
  /** It asked for this one to last and was not told. */
  readonly inDoubt: () => Write | undefined;
  /** After the transaction that it is at. */
  readonly stop: () => Promise<void>;
  /** In the middle of whatever it is at, or right after it has asked for its next commit. */
  readonly breakOff: (when: 'now' | 'committing') => Promise<void>;
}

export interface BusyClientOptions {
  readonly writer: string;
  readonly random: () => number;
  readonly largestBytes: number;
}

const LONGEST_PAUSE_MS = 20;

/** @throws what a transaction fails with, from `stop` */
export async function startBusyClient(
  server: PostgresServer,
  { writer, random, largestBytes }: BusyClientOptions,
): Promise<BusyClient> {
  const client = await server.connect();
  const acknowledged: Write[] = [];
  const state: { stopping: boolean; breaking: 'not' | 'committing' | 'now'; asked: Write | undefined } = {
    ...{ stopping: false, breaking: 'not', asked: undefined },
  };
  const cut = (): void => {
    state.breaking = 'now';
    state.stopping = true;
    client.connection.stream.destroy();
  };
  const work = async (): Promise<void> => {
    for (let value = 1; !state.stopping; value++) {
      const committing = (write: Write): void => {
        state.asked = write;
        // the question leaves first
        if (state.breaking === 'committing') setImmediate(cut);
      };
      await anyTransaction({ client, writer, value, random, largestBytes, committing });
      if (state.asked !== undefined) acknowledged.push(state.asked);
      state.asked = undefined;
      await sleep(random() * LONGEST_PAUSE_MS);
    }
  };
  const working = work().catch((error: unknown) => {
    if (state.breaking !== 'now') throw error;
  });
  // whoever stops it is told
  working.catch(() => undefined);
  const stop = async (): Promise<void> => {
    state.stopping = true;
    try {
      await working;
    } finally {
      await client.end();
    }
  };
  const breakOff: BusyClient['breakOff'] = async (when) => {
    if (when === 'now') cut();
    else state.breaking = 'committing';
    await working;
  };
  return {
    acknowledged,
    inDoubt: () => state.asked,
    stop,
    breakOff,
    [Symbol.asyncDispose]: async () => {
      if (!state.stopping) await breakOff('now');
    },
  };
}
