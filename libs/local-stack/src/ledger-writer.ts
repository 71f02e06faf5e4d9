import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { LedgerEntry } from './ledger.ts';
import type { PostgresServer } from './postgres-server.ts';

export interface LedgerWriter extends AsyncDisposable {
  readonly name: string;
  /** Grows while it writes. */
  readonly acknowledged: readonly LedgerEntry[];
  /** The value that was sent and has no answer: it may be there or not. */
  readonly inDoubt: () => number | undefined;
  /** SQLSTATE or system code of what ended it; undefined while it writes, and after `stop`. */
  readonly failure: () => string | undefined;
  /** Waits until it has acknowledged so many in all. @throws when it failed before that */
  readonly reaches: (count: number, options?: { readonly signal?: AbortSignal }) => Promise<void>;
  /** Waits until it fails. */
  readonly fails: (options?: { readonly signal?: AbortSignal }) => Promise<void>;
  /** Ends after the statement it is at, or half a second later without its answer. */
  readonly stop: () => Promise<readonly LedgerEntry[]>;
}

export interface WriterOptions {
  readonly name: string;
  /** Between an answer and the next statement; 5 without it. */
  readonly pauseMs?: number;
  /** Over TCP to this address instead of the server's socket. */
  readonly at?: { readonly host: string; readonly port: number };
}

const INSERT = {
  name: 'ledger',
  text: 'INSERT INTO ledger VALUES ($1, $2, pg_current_xact_id()) RETURNING xid::text',
};
const LAST_ANSWER_MS = 500;

/** A client that commits one row after the other over one connection, and keeps a list of what was acknowledged. */
export async function startWriter(
  server: PostgresServer,
  { name, pauseMs = 5, at }: WriterOptions,
): Promise<LedgerWriter> {
  const client = await connectTo(server, at);
  const acknowledged: LedgerEntry[] = [];
  const progress = new EventTarget();
  const stopping = new AbortController();
  let inDoubt: number | undefined;
  let failure: string | undefined;

  const write = async (): Promise<void> => {
    for (let value = 1; !stopping.signal.aborted; value++) {
      const sentAt = performance.now();
      inDoubt = value;
      const { rows } = await client.query<{ xid: string }>({ ...INSERT, values: [name, value] });
      inDoubt = undefined;
      const transactionId = rows[0]?.xid ?? '';
      acknowledged.push({ writer: name, value, transactionId, sentAt, acknowledgedAt: performance.now() });
      progress.dispatchEvent(new Event('progress'));
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  // what ends an idle session is not what its next statement says
  let ending: unknown;
  client.on('error', (error) => {
    ending ??= error;
  });
  const writing = write().catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    failure = codeOf(ending) ?? codeOf(error) ?? 'connection ended';
    progress.dispatchEvent(new Event('progress'));
  });
  const waitFor = async (done: () => boolean, signal: AbortSignal | undefined): Promise<void> => {
    while (!done()) await once(progress, 'progress', signal === undefined ? {} : { signal });
  };
  const stop = async (): Promise<readonly LedgerEntry[]> => {
    stopping.abort();
    await Promise.race([writing, sleep(LAST_ANSWER_MS, undefined, { ref: false })]);
    // ends a statement that has no answer, too
    await client.end();
    await writing;
    return acknowledged;
  };
  return {
    name,
    acknowledged,
    inDoubt: () => inDoubt,
    failure: () => failure,
    reaches: async (count, { signal } = {}) => {
      await waitFor(() => acknowledged.length >= count || failure !== undefined, signal);
      if (acknowledged.length >= count) return;
      throw new Error(`${name}: ended by ${String(failure)} after ${acknowledged.length} commits, expected ${count}`);
    },
    fails: ({ signal } = {}) => waitFor(() => failure !== undefined, signal),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

async function connectTo(server: PostgresServer, at: WriterOptions['at']): Promise<Client> {
  if (at === undefined) return server.connect();
  const client = new Client({ ...at, user: server.superuser, password: server.password, database: 'postgres' });
  // what ends the connection is seen by the statement
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
