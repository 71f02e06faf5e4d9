import { setTimeout as sleep } from 'node:timers/promises';
import { until, watchPromotion, type PostgresServer } from '@postgres-ha/local-stack';
import type { CommitLimits } from '@postgres-ha/postgres-probe';
import { parseLsn, type Lsn } from '@postgres-ha/postgres-storage';
import type { CommitsEvidence, Condition, Judgement, LostWrites } from '@postgres-ha/split-brain';
import { isLedBy } from '../scenarios/seen.ts';
import type { TrialPair } from '../switchovers/trial-pair.ts';
import { watchPair, type PairWatch } from '../switchovers/watch-pair.ts';
import { startBusyClient, type BusyClient } from './busy-client.ts';
import { PREPARED_PREFIX, tableOf, type Write } from './transactions.ts';

/** What clients know of their commits, and what the watchdog says of them, by transaction id. */
export interface LossRun {
  readonly clients: number;
  /** Acknowledged by the old primary, and not held by the new one. */
  readonly lost: readonly string[];
  /** Asked for, not acknowledged, and not held by the new one. */
  readonly inDoubt: readonly string[];
  /** Read from the old primary's log. */
  readonly named: readonly string[];
  readonly report: LostWrites;
}

export interface LossRunOptions {
  readonly run: number;
  readonly random: () => number;
  /** A read that ends before the log does. */
  readonly capped: boolean;
  readonly signal: AbortSignal;
}

const PROBE_INTERVAL_MS = 500;
const MOST_CLIENTS = 5;
const SMALL_BYTES = 3_000;
/** The watchdog reads 4 MiB of the log at least, so a cap below that shows only when there is more. */
const LARGE_BYTES = 300_000;
const CAP: Partial<CommitLimits> = { walBytes: 1n };
const CAPPED_WAL_BYTES = 6 * 1024 * 1024;
const LOOK_AGAIN_MS = 50;

/** Settings under which vacuum and analyze commit beside the clients, and transactions can be prepared. */
export const LOSS_SETTINGS = {
  autovacuum: 'on',
  autovacuum_naptime: '1s',
  autovacuum_vacuum_threshold: '20',
  autovacuum_vacuum_insert_threshold: '20',
  autovacuum_analyze_threshold: '20',
  max_prepared_transactions: '20',
};

/** Once for a pair, before its first run. */
export async function prepareLosses(pair: TrialPair): Promise<void> {
  const server = pair.server(pair.primary());
  await server.query('CREATE TABLE filler (id bigserial PRIMARY KEY, writer text, payload text)');
  // as large in the log as it is said to be
  await server.query('ALTER TABLE filler ALTER payload SET STORAGE EXTERNAL');
}

/** Promotes the standby while clients go on at the primary; some stop before two primaries are proven, some after it, some in the middle of a transaction. */
export async function lossRun(pair: TrialPair, options: LossRunOptions): Promise<LossRun> {
  const { run, random, capped, signal } = options;
  const [loser, winner] = [pair.primary(), pair.standby()];
  const [old, next] = [pair.server(loser), pair.server(winner)];
  await using watch = watchPair(pair, { probeIntervalMs: PROBE_INTERVAL_MS, ...(capped && { commitLimits: CAP }) });
  const readings: CommitsEvidence[] = [];
  watch.listen({
    onEvent: (event) => {
      if (event.kind === 'commits' && event.member === loser) readings.push(event);
    },
  });
  await watch.until(isLedBy(loser), signal);
  await using running = new AsyncDisposableStack();
  const clients: BusyClient[] = [];
  const start = async (server: PostgresServer, writer: string): Promise<BusyClient> =>
    running.use(await startBusyClient(server, { writer, random, largestBytes: capped ? LARGE_BYTES : SMALL_BYTES }));
  const count = 1 + Math.floor(random() * MOST_CLIENTS);
  for (let number = 1; number <= count; number++) clients.push(await start(old, `run${run}-client${number}`));
  await sleep(random() * PROBE_INTERVAL_MS, undefined, { signal });

  const proven = watch.until((judgement) => isProven(judgement), signal);
  await watchPromotion(next, { signal });
  const others = random() < 0.5 ? [await start(next, `run${run}-winner`)] : [];
  const end = (client: BusyClient): Promise<void> => {
    const how = random();
    if (how < 0.1) return client.breakOff('now');
    return how < 0.3 ? client.breakOff('committing') : client.stop();
  };
  const early = clients.filter((_, index) => index > 0 && random() < 0.5);
  for (const client of early) await end(client);
  await proven;
  await sleep(random() * PROBE_INTERVAL_MS, undefined, { signal });
  if (capped) await writtenPast(old, CAPPED_WAL_BYTES, signal);
  for (const client of clients) if (!early.includes(client)) await end(client);
  for (const client of others) await client.stop();

  const written = parseLsn(await old.value('SELECT pg_current_wal_flush_lsn()'));
  if (written === undefined) throw new Error('PostgreSQL printed no position');
  const { reading, lost } = await reportOf(loser, { watch, readings, written, signal });
  const held = await heldBy(next);
  const missing = (writes: readonly Write[]): readonly string[] =>
    writes.filter((write) => !held.has(traceOf(write))).map(({ transactionId }) => transactionId);
  await forgetPrepared(next);
  return {
    clients: count,
    lost: missing(clients.flatMap(({ acknowledged }) => acknowledged)),
    inDoubt: missing(clients.flatMap((client) => client.inDoubt() ?? [])),
    named: reading.commits.map(({ transactionId }) => transactionId),
    report: lost,
  };
}

function isProven({ conditions }: Judgement): boolean {
  return conditions.some(
    ({ state, proof }) => (state === 'dual-writing' || state === 'dual-writable') && proof !== null,
  );
}

interface Reported {
  readonly reading: CommitsEvidence;
  readonly lost: LostWrites;
}

interface ReportOptions {
  readonly watch: PairWatch;
  readonly readings: readonly CommitsEvidence[];
  /** Where the log ended when the clients had stopped. */
  readonly written: Lsn;
  readonly signal: AbortSignal;
}

/** What is said once the log was read to where the clients stopped, or to the cap. */
async function reportOf(loser: string, { watch, readings, written, signal }: ReportOptions): Promise<Reported> {
  for (;;) {
    const { judgement } = await watch.until(({ conditions }) => lossOf(conditions, loser) !== undefined, signal);
    const reading = readings.at(-1);
    const lost = lossOf(judgement.conditions, loser);
    const isWhole = reading !== undefined && (reading.atLeast || (parseLsn(reading.until) ?? 0n) >= written);
    // a vacuum that came after the reading may have been a client: then there may be more, until the log is read again
    const isFinal = reading?.atLeast === true || lost?.atLeast === false;
    if (isWhole && isFinal && lost?.basis === 'counted' && lost.commits === reading.count) return { reading, lost };
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}

function lossOf(conditions: readonly Condition[], member: string): LostWrites | undefined {
  return conditions.flatMap(({ lostWrites }) => lostWrites).find((each) => each.member === member);
}

async function writtenPast(server: PostgresServer, bytes: number, signal: AbortSignal): Promise<void> {
  const from = await server.value('SELECT pg_current_wal_flush_lsn()');
  await until(server, 'pg_current_wal_flush_lsn() - $1::pg_lsn > $2', { values: [from, bytes], signal });
}

/** Of transactions that a server holds: their traces. */
async function heldBy(server: PostgresServer): Promise<ReadonlySet<string>> {
  const rows = await server.query(`SELECT 'row ' || writer || ' ' || value AS trace FROM ledger
    UNION ALL SELECT 'table ' || relname FROM pg_class WHERE relname LIKE 'of\\_run%' AND relkind = 'r'`);
  return new Set(rows.map(({ trace }) => String(trace)));
}

function traceOf(write: Write): string {
  return write.trace === 'row' ? `row ${write.writer} ${write.value}` : `table ${tableOf(write)}`;
}

/** What was prepared before the fork would hold its locks for ever. */
async function forgetPrepared(server: PostgresServer): Promise<void> {
  const rows = await server.query('SELECT gid FROM pg_prepared_xacts WHERE starts_with(gid, $1)', [PREPARED_PREFIX]);
  for (const { gid } of rows) await server.query(`ROLLBACK PREPARED '${String(gid)}'`);
}
