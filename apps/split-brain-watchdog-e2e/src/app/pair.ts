import { SMALL_SERVER, startPostgres, startStandby, type PostgresServer } from '@postgres-ha/local-stack';

/** A primary and its standby. */
export interface Pair extends AsyncDisposable {
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  /** Of the primary, and of the standby. */
  readonly addresses: readonly [string, string];
}

export async function startPair(): Promise<Pair> {
  await using opened = new AsyncDisposableStack();
  const primary = opened.use(await startPostgres({ major: 17, settings: SMALL_SERVER }));
  await primary.query('CREATE EXTENSION pg_walinspect');
  await primary.query('CREATE TABLE orders (id int)');
  const standby = opened.use(await startStandby(primary, { name: 'b' }));
  const servers = opened.move();
  return {
    primary,
    standby,
    addresses: [addressOf(primary), addressOf(standby)],
    [Symbol.asyncDispose]: () => servers.disposeAsync(),
  };
}

export function addressOf({ host, port, superuser, password }: PostgresServer): string {
  return `postgresql://${superuser}:${password}@${host}:${port}/postgres?sslmode=disable`;
}

/** A configuration of both, as `a` and `b`. @param more YAML of other keys */
export function configOf({ addresses: [a, b] }: Pair, more: string): string {
  return `observer: e2e
interval: 250ms
clusters:
  - name: production/orders
    members:
      - name: a
        connection: ${a}
      - name: b
        connection: ${b}
${more}`;
}
