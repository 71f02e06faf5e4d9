import { join } from 'node:path';
import type { PostgresServer } from '@postgres-ha/local-stack';
import { outputOf, runCommand } from '@postgres-ha/testkit';

/** One scale of pgbench is 100,000 accounts: 1640 pages of them, and 276 of their index. */
const SCALE_BYTES = 1916 * 8192;

export interface Filling {
  /** Of pgbench. */
  readonly scale: number;
}

export function scaleFor(bytes: number): number {
  return Math.max(1, Math.round(bytes / SCALE_BYTES));
}

/**
 * The tables of pgbench. Its own accounts are filled with blanks and compress 17:1, as hardly any database does; these hold 32 random
 * hexadecimal digits each, and blanks behind them, which compresses about 4:1.
 */
export async function fillDatabase(server: PostgresServer, { scale }: Filling): Promise<void> {
  await pgbench(server, ['--initialize', '--init-steps=dt', `--scale=${scale}`]);
  await server.query(`insert into pgbench_branches select b, 0 from generate_series(1, ${scale}) b`);
  await server.query(
    `insert into pgbench_tellers select t, (t - 1) / 10 + 1, 0 from generate_series(1, ${scale * 10}) t`,
  );
  const accounts = scale * 100_000;
  await server.query(
    `insert into pgbench_accounts
       select a, (a - 1) / 100000 + 1, 0, md5(a::text || 'account') from generate_series(1, ${accounts}) a`,
  );
  await pgbench(server, ['--initialize', '--init-steps=vp', `--scale=${scale}`]);
  await server.query('checkpoint');
}

/** Transactions of pgbench, like those of a bank, as long as the work lasts. */
export async function whileWriting<T>(
  server: PostgresServer,
  { perSecond }: { readonly perSecond: number },
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const args = ['--no-vacuum', '--client=2', '--time=100000', `--rate=${perSecond}`];
  const writing = runCommand(join(server.binaries, 'pgbench'), [...connection(server), ...args, 'postgres'], {
    signal: stop.signal,
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  try {
    return await work();
  } finally {
    stop.abort();
    await writing;
  }
}

/** Writes until the WAL has come to this segment, by its number in the log. */
export async function writeUpTo(server: PostgresServer, segment: number): Promise<void> {
  const args = ['--no-vacuum', '--protocol=prepared', '--client=4', '--transactions=1000'];
  while ((await currentSegment(server)) <= segment) await pgbench(server, args);
}

async function currentSegment(server: PostgresServer): Promise<number> {
  return Number(await server.value(`select floor((pg_current_wal_lsn() - '0/0') / ${server.segmentSizeBytes})`));
}

async function pgbench(server: PostgresServer, args: readonly string[]): Promise<void> {
  await outputOf(join(server.binaries, 'pgbench'), [...connection(server), ...args, 'postgres']);
}

function connection({ socketDirectory, port, superuser }: PostgresServer): readonly string[] {
  return ['-h', socketDirectory, '-p', String(port), '-U', superuser];
}
