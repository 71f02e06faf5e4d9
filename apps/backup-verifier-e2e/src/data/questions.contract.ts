import { ask, askServer, primarySchemaSource, readSchema } from '@postgres-ha/data-checks';
import { SHIPPED_MAJORS, startPostgres, startStandby, type PostgresServer } from '@postgres-ha/local-stack';
import type { Client } from 'pg';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const DDL = [
  'CREATE SCHEMA app',
  `CREATE TYPE app.state AS ENUM ('new', 'paid')`,
  'CREATE DOMAIN app.amount AS numeric(10, 2) NOT NULL CHECK (VALUE >= 0)',
  `CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state app.state DEFAULT 'new',
     total app.amount, label text COLLATE "C", twice bigint GENERATED ALWAYS AS (id * 2) STORED)`,
  'CREATE UNIQUE INDEX orders_label ON app.orders (lower(label)) WHERE total > 0',
  `CREATE TABLE app.lines (order_id bigint NOT NULL REFERENCES app.orders ON DELETE CASCADE, day date, EXCLUDE USING btree (order_id WITH =))`,
  `CREATE FUNCTION app.plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b'`,
  `CREATE AGGREGATE app.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')`,
  'CREATE RULE quiet AS ON DELETE TO app.lines DO INSTEAD NOTHING',
  'CREATE TABLE public.plain (n int)',
  'INSERT INTO public.plain VALUES (7)',
];

/** Of what is to be answered, however busy the machine is. */
const PATIENT_SECONDS = 60;

describe('a server that may write', () => {
  const resources = new AsyncDisposableStack();
  let postgres: PostgresServer;
  let client: Client;
  beforeAll(async () => {
    postgres = resources.use(await startPostgres({ major: 18 }));
    client = await postgres.connect();
    resources.defer(() => client.end());
    for (const statement of DDL) await client.query(statement);
  });
  afterAll(() => resources.disposeAsync());

  const outcome = async (query: string, timeLimitSeconds = PATIENT_SECONDS) => {
    const asked = await askServer(client, { query, timeLimitSeconds });
    return asked.kind === 'refused'
      ? asked.problem.replace(/^.*, (\w+)\)$/, '$1')
      : asked.kind === 'failed'
        ? asked.failure.sqlState
        : asked.kind;
  };

  test.each([
    { query: 'SELECT 1; DROP TABLE public.plain', is: '42601' },
    { query: 'SELECT 1; SELECT 2', is: '42601' },
    { query: '1; DROP TABLE public.plain', is: '42601' },
    { query: 'DROP TABLE public.plain', is: '42601' },
    { query: 'WITH d AS (DELETE FROM public.plain RETURNING n) SELECT n FROM d', is: '0A000' },
    { query: 'SELECT n FROM public.plain FOR UPDATE', is: '25006' },
    { query: 'SELECT n INTO public.other FROM public.plain', is: '42601' },
    { query: `SELECT set_config('transaction_read_only', 'off', true)`, is: '25001' },
    { query: `SELECT pg_reload_conf()::text`, is: '42501' },
    { query: `SELECT pg_read_file('postgresql.conf')`, is: '42501' },
    { query: 'SELECT pg_promote()', is: '42501' },
    { query: `SELECT lo_create(0)`, is: '25006' },
    { query: 'SELECT pg_sleep(60)', is: 'time-limit' },
  ])('refuses by itself what a look at the text might miss: $query', async ({ query, is }) => {
    expect(await outcome(query, is === 'time-limit' ? 1 : PATIENT_SECONDS)).toBe(is);
    expect(await postgres.value('SELECT n FROM public.plain')).toBe('7');
  });

  test('is asked as one who reads, and the session is as it was afterwards', async () => {
    const query = `SELECT current_user || ' ' || current_setting('transaction_read_only') || ' ' || current_setting('search_path')`;
    expect(await ask(client, { query, timeLimitSeconds: PATIENT_SECONDS })).toMatchObject({
      kind: 'answered',
      answer: { rows: [['pg_read_all_data on pg_catalog, public']] },
    });
    const set = `SELECT set_config('role', 'postgres', false) || set_config('statement_timeout', '0', false)`;
    await ask(client, { query: set, timeLimitSeconds: PATIENT_SECONDS });
    const { rows } = await client.query<{ now: string }>(
      `SELECT current_user || ' ' || current_setting('transaction_read_only') AS now`,
    );
    expect(rows).toEqual([{ now: 'postgres off' }]);
    expect(await ask(client, { query, timeLimitSeconds: PATIENT_SECONDS })).toMatchObject({
      answer: { rows: [['pg_read_all_data on pg_catalog, public']] },
    });
  });

  test('writes nothing of a question that fails to its log, and not more than its share to disk', async () => {
    for (const query of [`SELECT 'data-in-a-message'::int`, `SELECT 1 / (length('data-in-a-statement') - 19)`]) {
      expect(await outcome(query)).toMatch(/^22/);
    }
    expect(await outcome('SELECT count(*) FROM generate_series(1, 1000000000)', 300)).toBe('53400');
    expect(await readFile(postgres.logFile, 'utf8')).not.toMatch(/data-in-a|generate_series/);
  });

  test('gives two rows of an answer without end', async () => {
    const asked = await ask(client, {
      query: 'SELECT generate_series(1, 1000000000)',
      timeLimitSeconds: 10,
    });
    expect(asked).toMatchObject({ kind: 'answered', answer: { rows: [['1'], ['2']] } });
  });

  test('gives answers as PostgreSQL prints them, whatever the source has set', async () => {
    await client.query(`SET DateStyle = 'SQL, DMY'; SET TimeZone = 'Asia/Kolkata'; SET extra_float_digits = 0`);
    const query = `SELECT timestamptz '2026-11-25 12:00:00+00'::text || ' ' || (0.1::float8 + 0.2)::text`;
    expect(await ask(client, { query, timeLimitSeconds: PATIENT_SECONDS })).toMatchObject({
      answer: { rows: [['2026-11-25 12:00:00+00 0.30000000000000004']] },
    });
  });
});

describe('the schema of a database', () => {
  test('has one hash in all majors, for whoever reads it, and another after each change', async () => {
    const hashes: string[] = [];
    for (const major of SHIPPED_MAJORS) {
      await using postgres = await startPostgres({ major });
      const client = await postgres.connect();
      try {
        for (const statement of DDL) await client.query(statement);
        const first = await readSchema(client);
        hashes.push(first.hash);
        if (major !== 18) continue;
        await client.query(`SET search_path = app, public; SET quote_all_identifiers = on; SET DateStyle = 'German'`);
        expect((await readSchema(client)).hash).toBe(first.hash);
        await client.query('CREATE ROLE reader LOGIN; SET ROLE reader');
        expect((await readSchema(client)).hash).toBe(first.hash);
        await client.query(
          `RESET ROLE; INSERT INTO app.orders (label, total) VALUES ('x', 1); ANALYZE; CREATE TEMP TABLE mine (n int)`,
        );
        expect((await readSchema(client)).hash).toBe(first.hash);
        const changes = [
          'ALTER TABLE public.plain ALTER n SET NOT NULL',
          'ALTER TABLE public.plain ALTER n SET DEFAULT 3',
          `ALTER TYPE app.state ADD VALUE 'sent' BEFORE 'paid'`,
          'ALTER TABLE public.plain ADD CHECK (n > 0)',
          `CREATE OR REPLACE FUNCTION app.plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a - b'`,
          'CREATE VIEW app.v AS SELECT 1 AS one',
          'DROP INDEX app.orders_label',
          'ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY',
          'CREATE EXTENSION pg_trgm SCHEMA public',
          'CREATE SEQUENCE app.s INCREMENT 2',
        ];
        const seen = new Set([first.hash]);
        for (const change of changes) {
          await client.query(change);
          seen.add((await readSchema(client)).hash);
        }
        expect(seen.size).toBe(changes.length + 1);
      } finally {
        await client.end();
      }
    }
    expect(new Set(hashes).size).toBe(1);
  });
});

describe('a primary', () => {
  const resources = new AsyncDisposableStack();
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = resources.use(await startPostgres({ major: 17 }));
    await postgres.query(`CREATE ROLE reader LOGIN PASSWORD 'pass-word-of-reader'`);
  });
  afterAll(() => resources.disposeAsync());

  const ask = (connectionString: string, database = 'postgres') =>
    primarySchemaSource({ connectionString })(database, AbortSignal.timeout(300_000));

  test('tells its schema and position to a role that may only log in', async () => {
    const answer = await ask(`postgresql://reader:pass-word-of-reader@127.0.0.1:${postgres.port}/`);
    expect(answer).toMatchObject({
      kind: 'schema',
      systemIdentifier: BigInt(await postgres.value('SELECT system_identifier FROM pg_control_system()')),
    });
  });

  test.each([
    {
      name: 'a wrong password',
      url: (port: number) => `postgresql://reader:pass-word@127.0.0.1:${port}/`,
      because: /invalid_password \(28P01\)/,
    },
    { name: 'nobody there', url: () => 'postgresql://reader:pass-word@127.0.0.1:1/', because: /ECONNREFUSED/ },
    { name: 'no address', url: () => 'pass-word', because: /cannot be read/ },
    { name: 'no such host', url: () => 'postgresql://reader:pass-word@nowhere.invalid/', because: /no connection/ },
  ])('that is not reached for $name says so, and repeats no credentials', async ({ url, because }) => {
    const answer = await ask(url(postgres.port));
    expect(answer).toEqual({ kind: 'unreachable', because: expect.stringMatching(because) as string });
    expect(JSON.stringify(answer)).not.toMatch(/pass-word|reader|127\.0\.0\.1|nowhere\.invalid/);
  });

  test('lacks a database, or is a standby: both say so', async () => {
    const login = (port: number): string => `postgresql://reader:pass-word-of-reader@127.0.0.1:${port}/`;
    expect(await ask(login(postgres.port), 'no/such?one')).toMatchObject({
      because: expect.stringContaining('invalid_catalog_name') as string,
    });
    await using standby = await startStandby(postgres);
    expect(await ask(login(standby.port))).toEqual({ kind: 'unreachable', because: 'it is a standby' });
  });
});
