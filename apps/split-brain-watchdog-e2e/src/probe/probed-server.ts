import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startStandby, until, type PostgresServer } from '@postgres-ha/local-stack';
import {
  openMemberProbe,
  readConnection,
  type ConnectionSettings,
  type MemberProbe,
  type MemberProbeOptions,
} from '@postgres-ha/postgres-probe';

/** @throws when the text is not a connection string */
export function settingsOf(text: string): ConnectionSettings {
  const read = readConnection(text);
  if (read.kind === 'settings') return read.settings;
  throw new Error(read.problems.map(({ option, problem }) => `${option}: ${problem}`).join('; '));
}

export interface Login {
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly host?: string;
  readonly port?: number;
  /** After the `?`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export function connectionString(server: PostgresServer, login: Login = {}): string {
  const { user = server.superuser, password = server.password, database = 'postgres', parameters = {} } = login;
  const { host = '127.0.0.1', port = server.port } = login;
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `postgresql://${user}:${password}@${host}:${port}/${database}?${query.join('&')}`;
}

export function probeOf(
  server: PostgresServer,
  { login = {}, ...options }: Partial<MemberProbeOptions> & { readonly login?: Login } = {},
): MemberProbe {
  return openMemberProbe({
    connection: settingsOf(connectionString(server, login)),
    member: 'one',
    observer: 'observer',
    // far beyond what a busy machine needs; where a test waits for a time-out it says when
    timeoutMs: 60_000,
    ...options,
  });
}

/** A standby that both sides say to stream. */
export async function startStreaming(primary: PostgresServer): Promise<PostgresServer> {
  await using started = new AsyncDisposableStack();
  const standby = started.use(await startStandby(primary));
  const signal = AbortSignal.timeout(300_000);
  await until(primary, "EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming')", { signal });
  await until(standby, "EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')", { signal });
  started.move();
  return standby;
}

/** Of the postmaster. */
export async function postmasterOf(server: PostgresServer): Promise<number> {
  return Number((await readFile(join(server.directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

export async function createLogin(
  server: PostgresServer,
  name: string,
  rest = '',
): Promise<Required<Pick<Login, 'user' | 'password'>>> {
  const password = `secret-of-${name}`;
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' ${rest}`);
  return { user: name, password };
}
