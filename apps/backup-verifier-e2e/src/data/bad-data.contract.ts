import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { ArchiveReport, DataPolicy, SchemaAnswer } from '@postgres-ha/backup-proof';
import type { ProveOptions } from '@postgres-ha/backup-prover';
import { primarySchemaSource, readSchema } from '@postgres-ha/data-checks';
import { lsn } from '@postgres-ha/postgres-storage';
import { findPostgresBinaries } from '@postgres-ha/scratch-postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../find-fault.ts';
import { startVerifier, type Verifier } from '../verify.ts';
import { printed } from './printed.ts';
import { assertion, DATABASE, GOOD_POLICY, openShop, SECRET, SECRET_NUMBER, SERVER, type Shop } from './shop.ts';
import { swapIndexItems, writeFutureRow } from './spoil-page.ts';

type Schema = Extract<SchemaAnswer, { readonly kind: 'schema' }>;

/** The archive as it was after each of three backups. */
interface Stage {
  readonly directory: string;
  readonly server: string;
  readonly backup: string;
}

const AMCHECK_ONLY: DataPolicy = {
  amcheck: { databases: [DATABASE], everyRow: false, timeLimitSeconds: 300 },
  assertions: [],
};
const NO_CHECK: DataPolicy = { assertions: [] };

describe('bad data', () => {
  const resources = new AsyncDisposableStack();
  let verifier: Verifier;
  let clean: Stage;
  let changed: Stage;
  let corrupt: Stage;
  let approved: string;
  let primary: Schema;

  beforeAll(async () => {
    verifier = resources.use(await startVerifier());
    await using shop = await openShop(17);
    const keep = async (backup: string): Promise<Stage> => {
      const directory = await mkdtemp(join(tmpdir(), 'pgha-stage-'));
      resources.defer(() => rm(directory, { recursive: true, force: true }));
      await cp(shop.directory, directory, { recursive: true });
      return { directory, server: SERVER, backup };
    };
    primary = await schemaOfPrimary(shop);
    const client = await shop.postgres.connect({ database: DATABASE });
    approved = (await readSchema(client).finally(() => client.end())).hash;
    clean = await keep(await shop.backUp());
    await shop.run('DROP TABLE sales.customers', 'ALTER TABLE sales.numbers ADD COLUMN extra int');
    changed = await keep(await shop.backUp());
    await swapIndexItems(shop, 'sales.orders_customer');
    await writeFutureRow(shop, 'sales.numbers');
    corrupt = await keep(await shop.backUp());
  });
  afterAll(() => resources.disposeAsync());

  /** What is said of one backup. No value of a row is in anything that a run gives. */
  async function prove(
    { directory, server, backup }: Stage,
    options: Pick<ProveOptions, 'data' | 'primary' | 'scratch'> & { readonly backups?: 'all' },
  ): Promise<ArchiveReport> {
    const steps: unknown[] = [];
    const report = await verifier.verify(
      { directory, server },
      {
        ...{ level: 'L5', backups: [backup], digestKey: new TextEncoder().encode('a key') },
        onProgress: (step) => steps.push(step),
        ...options,
      },
    );
    const output = printed(report, steps);
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(SECRET.toUpperCase());
    expect(output).not.toContain(String(SECRET_NUMBER));
    return report;
  }

  const said = (report: ArchiveReport) =>
    findingsOf(report)
      .filter(({ level }) => level === 'L5')
      .map(({ id, weight, place }) => [id, weight, place]);

  test('that an assertion does not expect is damage, by its name; an answer is shown only where it may be', async () => {
    const query = 'SELECT count(*) FROM sales.orders';
    const more = assertion({ name: 'more', query, expect: { kind: 'at-least', value: 5001 } });
    const hidden = assertion({ name: 'hidden', query, expect: { kind: 'equals', value: '4242' } });
    const report = await prove(clean, {
      data: { assertions: [more, hidden, { ...hidden, name: 'shown', show: true }] },
    });
    expect(report.overall).toBe('damaged');
    expect(said(report)).toEqual(
      ['more', 'hidden', 'shown'].map((name) => [
        'assertion-failed',
        'damaged',
        `assertion "${name}" in database ${DATABASE}`,
      ]),
    );
    expect(findingsOf(report).map(({ found, expected }) => [found, expected])).toEqual([
      ['a lower number', 'at least 5001'],
      ['another value', 'the value that the policy names'],
      ['another value: 5000', '4242'],
    ]);
    // what was replayed can be had all the same
    expect(report.moments.map(({ state }) => state)).not.toContain('lost');
  });

  test('of which the canary is older than the objective is damage, and the age is measured', async () => {
    const canary = { database: DATABASE, query: 'SELECT written_at FROM sales.heartbeat', maximalAgeSeconds: 3600 };
    const report = await prove(clean, { data: { assertions: [], canary } });
    expect(said(report)).toEqual([['canary-stale', 'damaged', `canary in database ${DATABASE}`]]);
    const [backup] = report.backups;
    // a day and two hours pass before the verifier looks
    expect(backup?.data?.canary?.ageSeconds).toBeGreaterThanOrEqual(26 * 3600);
    expect(backup?.data?.canary?.ageSeconds).toBeLessThan(27 * 3600);
  });

  test('of an older backup is measured by its own last commit', async () => {
    const canary = { database: DATABASE, query: 'SELECT written_at FROM sales.heartbeat', maximalAgeSeconds: 3600 };
    const report = await prove({ ...changed, backup: clean.backup }, { data: { assertions: [], canary } });
    const backup = report.backups.find(({ id }) => id === clean.backup);
    expect(backup?.verdict).toMatchObject({ kind: 'proven', level: 'L5' });
    expect(backup?.data?.canary).toMatchObject({ against: 'last commit' });
  });

  test('without a canary is damage', async () => {
    const canary = { database: DATABASE, query: 'SELECT written_at FROM sales.heartbeat WHERE id = 2' };
    const data = { assertions: [], canary: { ...canary, maximalAgeSeconds: 3600 } };
    expect(said(await prove(clean, { data }))).toEqual([
      ['canary-missing', 'damaged', `canary in database ${DATABASE}`],
    ]);
  });

  test('that lacks a table is found by the approved hash', async () => {
    const schema = { databases: [DATABASE], expected: { [DATABASE]: approved }, comparePrimary: false };
    expect(said(await prove(clean, { data: { assertions: [], schema } }))).toEqual([]);
    const report = await prove(changed, { data: { assertions: [], schema } });
    expect(report.overall).toBe('damaged');
    expect(said(report)).toEqual([['schema-differs', 'damaged', `schema of database ${DATABASE}`]]);
  });

  describe('beside a primary', () => {
    const schema = { databases: [DATABASE], expected: {}, comparePrimary: true };
    const data: DataPolicy = { assertions: [], schema };

    test('that lacks a table names the table, and what else is not as it was', async () => {
      const report = await prove(changed, { data, primary: () => Promise.resolve(primary) });
      const [finding] = findingsOf(report).filter(({ level }) => level === 'L5');
      expect(finding).toMatchObject({ id: 'schema-differs', weight: 'damaged' });
      expect(finding?.found.split('; ').sort()).toEqual([
        'column sales.numbers.extra is extra',
        'index sales.customers_name_key is missing',
        'index sales.customers_pkey is missing',
        'table sales.customers is missing',
      ]);
    });

    test('that is ahead of the archive leaves a difference unknown, and sameness known', async () => {
      const ahead: Schema = { ...primary, at: lsn(2n ** 60n) };
      const differs = await prove(changed, { data, primary: () => Promise.resolve(ahead) });
      expect(differs.overall).toBe('unknown');
      expect(said(differs)).toEqual([['schema-not-comparable', 'unknown', `schema of database ${DATABASE}`]]);
      const same = await prove(clean, { data, primary: () => Promise.resolve(ahead) });
      expect(same.overall).toBe('proven');
    });

    test('that changed meanwhile leaves a difference unknown', async () => {
      const answers = [primary, { ...primary, objects: primary.objects.slice(1) }];
      const report = await prove(changed, { data, primary: () => Promise.resolve(answers.shift() ?? primary) });
      expect(said(report)).toEqual([['schema-not-comparable', 'unknown', `schema of database ${DATABASE}`]]);
    });

    test('that is of another cluster is compared with nothing', async () => {
      const other: Schema = { ...primary, systemIdentifier: 1n };
      expect(said(await prove(clean, { data, primary: () => Promise.resolve(other) }))).toEqual([
        ['schema-not-comparable', 'unknown', `schema of database ${DATABASE}`],
      ]);
    });

    test('that cannot be reached is only noted, without its password', async () => {
      const source = primarySchemaSource({ connectionString: `postgresql://reader:${SECRET}@127.0.0.1:1/` });
      const report = await prove(clean, { data, primary: source });
      expect(report.overall).toBe('proven');
      const [notice] = report.backups.find(({ id }) => id === clean.backup)?.notices ?? [];
      expect(notice).toMatchObject({ id: 'schema-not-comparable', weight: 'notice' });
      expect(notice?.found).toBe('the primary was not reached: no connection (ECONNREFUSED)');
    });
  });

  test('in an index that is out of order and in a heap is named by relation, block and item', async () => {
    const report = await prove(corrupt, { data: AMCHECK_ONLY });
    expect(report.overall).toBe('damaged');
    expect(said(report).sort()).toEqual([
      ['heap-corrupt', 'damaged', `heap sales.numbers of database ${DATABASE}, block 0, item 1`],
      ['index-corrupt', 'damaged', `index sales.orders_customer of database ${DATABASE}, block 1, item 5`],
    ]);
  });

  test('in the newest backup takes nothing from the one before, which leads past it', async () => {
    const report = await prove(corrupt, { data: AMCHECK_ONLY, backups: 'all' });
    const verdicts = report.backups.map(({ id, verdict }) => [id, verdict.kind]);
    expect(verdicts).toEqual([
      [clean.backup, 'proven'],
      [changed.backup, 'proven'],
      [corrupt.backup, 'damaged'],
    ]);
    expect(report.moments.map(({ state }) => state)).not.toContain('lost');
  });

  test('that nobody asks for passes L4, and a policy that asks for nothing proves L5', async () => {
    const report = await prove(corrupt, { data: NO_CHECK });
    expect(report.overall).toBe('proven');
  });

  const QUERIES = [
    { name: 'writes', query: 'SELECT sales.write()', id: 'query-refused' },
    { name: 'takes a number', query: `SELECT nextval('sales.tickets')`, id: 'query-refused' },
    { name: 'reads a file', query: `SELECT pg_read_file('PG_VERSION')`, id: 'query-refused' },
    { name: 'promotes', query: 'SELECT pg_promote()', id: 'query-refused' },
    { name: 'sees no row by policy', query: 'SELECT count(*) FROM sales.hidden', id: 'query-refused' },
    { name: 'is two', query: 'SELECT 1; DROP TABLE sales.orders', id: 'query-refused' },
    { name: 'deletes', query: 'WITH d AS (DELETE FROM sales.orders RETURNING 1) SELECT 1', id: 'query-refused' },
    { name: 'sleeps', query: 'SELECT pg_sleep(60)::text', id: 'query-time-limit' },
    { name: 'gives two rows', query: 'SELECT customer FROM sales.orders', id: 'answer-unfit' },
    { name: 'gives two columns', query: 'SELECT customer, total FROM sales.orders LIMIT 1', id: 'answer-unfit' },
    { name: 'tells a value', query: 'SELECT sales.tell()', id: 'query-failed' },
    { name: 'reads wrongly', query: 'SELECT customer::int FROM sales.orders', id: 'query-failed' },
    { name: 'finds no table', query: 'SELECT count(*) FROM orders', id: 'query-failed' },
  ];

  test('is never told by queries that cannot be answered, each of which leaves the verdict open', async () => {
    const assertions = QUERIES.map(({ name, query, id }) => {
      // a machine that is busy takes seconds for what fails at once elsewhere
      const timeLimitSeconds = id === 'query-time-limit' ? 1 : 60;
      return assertion({ name, query, expect: { kind: 'equals', value: '1' }, timeLimitSeconds });
    });
    const elsewhere = assertion({ name: 'elsewhere', query: 'SELECT 1', expect: { kind: 'equals', value: '1' } });
    const report = await prove(clean, {
      data: { assertions: [...assertions, { ...elsewhere, database: 'nowhere' }] },
    });
    expect(report.overall).toBe('unknown');
    expect(report.backups[0]?.verdict).toMatchObject({ kind: 'unknown', passed: 'L4' });
    expect(said(report)).toEqual([
      ...QUERIES.map(({ name, id }) => [id, 'unknown', `assertion "${name}" in database ${DATABASE}`]),
      ['database-missing', 'unknown', 'assertion "elsewhere" in database nowhere'],
    ]);
  });

  test('is unknown where the time of amcheck is up', async () => {
    const amcheck = { databases: 'all', everyRow: true, timeLimitSeconds: 0.001 } as const;
    const report = await prove(clean, { data: { amcheck, assertions: [] } });
    expect(report.overall).toBe('unknown');
    expect(new Set(said(report).map(([id]) => id))).toEqual(new Set(['amcheck-time-limit']));
  });

  test('is unknown where the programs have no amcheck', async () => {
    await using stack = new AsyncDisposableStack();
    const parent = await mkdtemp(join(tmpdir(), 'pgha-bare-'));
    stack.defer(() => rm(parent, { recursive: true, force: true }));
    await chmod(parent, 0o755);
    const [programs] = (await findPostgresBinaries(verifier.binaries, { signal: AbortSignal.timeout(300_000) })).filter(
      ({ major }) => major === 17,
    );
    const tree = dirname(programs?.binDirectory ?? '');
    await cp(tree, parent, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !basename(path).startsWith('amcheck') && !path.endsWith('.a'),
    });
    const scratch = { parent: verifier.scratch, binaries: [join(parent, 'bin')] };
    const report = await prove(clean, { data: AMCHECK_ONLY, scratch });
    expect(said(report)).toEqual([['amcheck-unavailable', 'unknown', `amcheck in database ${DATABASE}`]]);
  });

  test('in an index that was sorted by another version of a library is unknown, and no damage', async () => {
    await using shop = await openShop(17);
    await shop.run(
      `CREATE COLLATION sales.german (provider = icu, locale = 'de')`,
      'CREATE INDEX orders_german ON sales.orders (customer COLLATE sales.german)',
      `UPDATE pg_collation SET collversion = 'of another library' WHERE collname = 'german'`,
    );
    await swapIndexItems(shop, 'sales.orders_german');
    const backup = await shop.backUp();
    const report = await prove({ ...shop, backup }, { data: AMCHECK_ONLY });
    expect(report.overall).toBe('unknown');
    expect(said(report)).toEqual([
      ['sort-order-unknown', 'unknown', `index sales.orders_german of database ${DATABASE}`],
    ]);
  });

  test('is asked for with amcheck where there is no policy', async () => {
    const report = await verifier.verify(clean, { level: 'L5', backups: [clean.backup] });
    expect(report.backups[0]?.data?.amcheck?.indexes).toBeGreaterThan(100);
    expect(GOOD_POLICY.amcheck?.everyRow).toBe(true);
  });
});

async function schemaOfPrimary({ postgres }: Shop): Promise<Schema> {
  const { port, superuser, password } = postgres;
  const source = primarySchemaSource({ connectionString: `postgresql://${superuser}:${password}@127.0.0.1:${port}/` });
  const answer = await source(DATABASE, AbortSignal.timeout(300_000));
  if (answer.kind !== 'schema') throw new Error(answer.because);
  return answer;
}
