import { collect, EXPORTER_RIGHTS, EXPORTER_ROLE, makeTables, renderedQueries } from '@postgres-ha/monitoring-e2e';
import {
  eventually,
  postgresServerPart,
  SERVER_MAJORS,
  startServerPair,
  type ServerMajor,
  type ServerPair,
} from '@postgres-ha/testkit';
import type { Client } from 'pg';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { measure, type Contender, type Result } from '../rounds.ts';

/** How long each monitoring query takes, on each major of PostgreSQL, beside many tables. */
export const queriesBench: Bench = {
  summary: 'each monitoring query on PostgreSQL 14 to 18, as the exporter’s role, beside 10,000 tables',
  run: compare,
};

const TABLES = 10_000;
const TARGET_MS = 100;
/** The one that has nothing to say on a primary. */
const OF_STANDBYS = new Set(['pg_recovery']);

async function compare({ rounds }: BenchOptions): Promise<BenchReport> {
  const results: Result[] = [];
  for (const major of SERVER_MAJORS) results.push(...(await resultsOn(major, rounds)));
  return { title: `queries: ${TABLES} tables in the database that is asked`, results, notes: NOTES };
}

const NOTES = [
  'Each time is that of one collection as the exporter makes it: a transaction with its search path, the query, and its rows.',
  'pg_recovery is asked on the standby, all others on the primary.',
];

async function resultsOn(major: ServerMajor, rounds: number): Promise<readonly Result[]> {
  const { directory, missing } = postgresServerPart(major);
  const who = `PostgreSQL ${major}`;
  if (missing !== undefined) return [{ who, what: 'all queries', kind: 'skipped', because: missing }];
  await using pair = await startServerPair(directory);
  const admin = await pair.primary.connect({ user: 'postgres' });
  for (const right of EXPORTER_RIGHTS) await admin.query(right);
  await makeTables(admin, TABLES);
  await admin.end();
  await using sessions = new AsyncDisposableStack();
  const [primary, standby] = [await exporter(pair, 'primary'), await exporter(pair, 'standby')];
  for (const session of [primary, standby]) sessions.defer(() => session.end());
  const contenders = [...renderedQueries()].map(([key, query]): Contender => ({
    who,
    what: key,
    targetMs: TARGET_MS,
    run: async () => {
      const begun = performance.now();
      await collect(OF_STANDBYS.has(key) ? standby : primary, query);
      return { kind: 'done', ms: performance.now() - begun };
    },
  }));
  return await measure(contenders, rounds);
}

function exporter(pair: ServerPair, on: 'primary' | 'standby'): Promise<Client> {
  return eventually(
    `the exporter's role on the ${on}`,
    () => pair[on].connect({ user: EXPORTER_ROLE }).catch(() => undefined),
    { timeoutMs: 120_000 },
  );
}
