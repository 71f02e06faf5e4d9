import { startPostgres, SMALL_SERVER, startStandby, type PostgresServer } from '@postgres-ha/local-stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENT, watchdog } from './watchdog-process.ts';

const PASSWORD = 'only-for-tests';
const resources = new AsyncDisposableStack();
let primary: PostgresServer;
let standby: PostgresServer;

beforeAll(async () => {
  primary = resources.use(await startPostgres({ major: 17, settings: SMALL_SERVER }));
  const { stdout: sql } = await watchdog(['explain', 'login']);
  // what is left to choose is left out of it by a comment
  for (const grant of sql.match(/^-- grant .*;$/gm) ?? []) expect(grant).toMatch(/pg_stat_file|reserved_connections/);
  await primary.query(sql);
  await primary.query(`ALTER ROLE postgres_ha_watchdog PASSWORD '${PASSWORD}'; CREATE TABLE orders (id int)`);
  standby = resources.use(await startStandby(primary, { name: 'b' }));
});
afterAll(() => resources.disposeAsync());

const addresses = (): readonly string[] =>
  [primary, standby].map(
    ({ host, port }) => `postgresql://postgres_ha_watchdog:${PASSWORD}@${host}:${port}/postgres?sslmode=disable`,
  );

describe('the login that `explain login` makes', () => {
  test('sees that a cluster is healthy', async () => {
    const { code, stdout } = await watchdog(['check', ...addresses(), ...PATIENT]);
    expect(stdout).toContain('cluster: healthy\n');
    expect(code).toBe(0);
  });

  test('counts what two primaries lose, in the WAL', async () => {
    await standby.promote();
    for (let id = 0; id < 3; id += 1) await primary.query(`INSERT INTO orders VALUES (${id})`);
    const { code, stdout } = await watchdog(['check', ...addresses(), ...PATIENT, '--json']);
    expect(code).toBe(1);
    const { clusters } = JSON.parse(stdout) as Checked;
    const reports = clusters.flatMap(({ conditions }) => conditions.flatMap(({ lostWrites }) => lostWrites));
    expect(reports).toEqual(expect.arrayContaining([expect.objectContaining({ basis: 'counted', commits: 3 })]));
  });
});

interface Checked {
  readonly clusters: readonly { readonly conditions: readonly { readonly lostWrites: readonly object[] }[] }[];
}
