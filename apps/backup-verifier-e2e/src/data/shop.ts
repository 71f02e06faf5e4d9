import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assertion, DataPolicy } from '@postgres-ha/backup-proof';
import { startPostgres, takeBaseBackup, type PostgresServer } from '@postgres-ha/local-stack';
import { openDirectoryStore, type WritableObjectStore } from '@postgres-ha/object-store';

/** A cluster with a bit of everything, and its archive in a directory. */
export interface Shop extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly directory: string;
  readonly server: string;
  readonly store: WritableObjectStore;
  /** In the database of the shop. */
  readonly run: (...statements: readonly string[]) => Promise<void>;
  /** Makes a backup, writes a canary and ends the segment. @returns the id of the backup */
  readonly backUp: () => Promise<string>;
}

export const SERVER = 'shop';
export const DATABASE = 'shop';
/** Part of every row value: it may be in no output. */
export const SECRET = 'seCretValue';
/** The value of a single row, as a number: less likely to be found by chance than a short one. */
export const SECRET_NUMBER = 8_675_309_451;

/** With what has no B-tree, no heap, no main fork, or is no ordinary table. */
const OBJECTS = [
  'CREATE SCHEMA sales',
  `CREATE TYPE sales.state AS ENUM ('new', 'paid')`,
  'CREATE DOMAIN sales.amount AS bigint CHECK (VALUE >= 0)',
  `CREATE TABLE sales.orders (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL, state sales.state DEFAULT 'new',
     total sales.amount, note text STORAGE EXTERNAL, ordered_at timestamptz DEFAULT now())`,
  'CREATE INDEX orders_customer ON sales.orders (customer)',
  'CREATE INDEX orders_lower ON sales.orders (lower(customer))',
  'CREATE INDEX orders_brin ON sales.orders USING brin (ordered_at)',
  'CREATE INDEX orders_hash ON sales.orders USING hash (customer)',
  'CREATE TABLE sales.customers (id int PRIMARY KEY, name text UNIQUE)',
  'CREATE TABLE sales.numbers (n bigint)',
  'CREATE TABLE sales.parts (id int, day date) PARTITION BY RANGE (day)',
  `CREATE TABLE sales.parts_2026 PARTITION OF sales.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  'CREATE INDEX parts_day ON sales.parts (day)',
  'CREATE UNLOGGED TABLE sales.cache (id int PRIMARY KEY, value text)',
  'CREATE VIEW sales.open AS SELECT id, customer FROM sales.orders WHERE state = $$new$$',
  'CREATE SEQUENCE sales.tickets',
  `CREATE FUNCTION sales.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.ordered_at := now(); RETURN NEW; END $$`,
  'CREATE TRIGGER touch BEFORE UPDATE ON sales.orders FOR EACH ROW EXECUTE FUNCTION sales.touch()',
  `CREATE FUNCTION sales.tell() RETURNS text LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'the customer is %', (SELECT customer FROM sales.orders LIMIT 1)
       USING DETAIL = (SELECT customer FROM sales.orders LIMIT 1), ERRCODE = 'SeCrE'; END $$`,
  `CREATE FUNCTION sales.write() RETURNS bigint LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO sales.numbers VALUES (1); RETURN 1; END $$`,
  'CREATE TABLE sales.heartbeat (id int PRIMARY KEY, written_at timestamptz)',
  'CREATE TABLE sales.hidden (id int)',
  'ALTER TABLE sales.hidden ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY own ON sales.hidden USING (id = 1)',
];

const ROWS = [
  `INSERT INTO sales.orders (customer, total, note)
     SELECT '${SECRET}-' || lpad(n::text, 6, '0'), n, CASE WHEN n % 500 = 0 THEN repeat('${SECRET}', 900) END
     FROM generate_series(1, 5000) AS n`,
  `INSERT INTO sales.customers SELECT n, '${SECRET}-' || n FROM generate_series(1, 2000) AS n`,
  `INSERT INTO sales.numbers VALUES (${SECRET_NUMBER})`,
  `INSERT INTO sales.parts SELECT n, date '2026-01-01' + n FROM generate_series(1, 300) AS n`,
  `INSERT INTO sales.cache SELECT n, '${SECRET}' FROM generate_series(1, 500) AS n`,
  'CREATE MATERIALIZED VIEW sales.totals AS SELECT state, sum(total) AS total FROM sales.orders GROUP BY state',
  'INSERT INTO sales.heartbeat VALUES (1, now())',
];

export async function openShop(
  major: number,
  { checksums = 'on' }: { readonly checksums?: 'on' | 'off' } = {},
): Promise<Shop> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'pgha-shop-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const store = resources.use(openDirectoryStore({ directory }));
  const archive = { store, serverName: SERVER } as const;
  const postgres = resources.use(await startPostgres({ major, checksums, segmentSizeBytes: 1024 * 1024, archive }));
  await postgres.query(`CREATE DATABASE ${DATABASE}`);
  const run: Shop['run'] = async (...statements) => {
    const client = await postgres.connect({ database: DATABASE });
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(...OBJECTS, ...ROWS);
  // broken off, it leaves an index that is not valid
  await run('CREATE UNIQUE INDEX CONCURRENTLY orders_state ON sales.orders (state)').catch(() => undefined);
  const owned = resources.move();
  return {
    ...{ postgres, directory, server: SERVER, store, run },
    backUp: async () => {
      const { id } = await takeBaseBackup(postgres, archive);
      await run('UPDATE sales.heartbeat SET written_at = now()');
      await postgres.switchWal();
      return id;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export function assertion(more: Partial<Assertion> & Pick<Assertion, 'query' | 'expect'>): Assertion {
  return { name: 'orders', database: DATABASE, timeLimitSeconds: 30, show: false, ...more };
}

const DAY_SECONDS = 86_400;

/** One of each, all of which hold. */
export const GOOD_POLICY: DataPolicy = {
  amcheck: { databases: 'all', everyRow: true, timeLimitSeconds: 300 },
  assertions: [
    assertion({ name: 'some', query: 'SELECT count(*) FROM sales.orders', expect: { kind: 'at-least', value: 5000 } }),
    assertion({ name: 'few', query: 'SELECT count(*) FROM sales.orders', expect: { kind: 'at-most', value: 5000 } }),
    assertion({
      name: 'one',
      query: 'WITH n AS (SELECT n FROM sales.numbers) SELECT n FROM n -- the only one',
      expect: { kind: 'equals', value: String(SECRET_NUMBER) },
    }),
    assertion({
      name: 'none',
      query: 'SELECT id, customer FROM sales.orders WHERE total IS NULL',
      expect: { kind: 'no-rows' },
    }),
    assertion({
      name: 'fresh',
      query: 'SELECT max(ordered_at) FROM sales.orders;',
      expect: { kind: 'not-older-than', seconds: 2 * DAY_SECONDS },
    }),
  ],
  canary: {
    database: DATABASE,
    query: 'SELECT written_at FROM sales.heartbeat',
    maximalAgeSeconds: 2 * DAY_SECONDS,
  },
};
