import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';
import { Client } from 'pg';

/** A primary and its standby of one major, on Unix sockets alone. */
export interface ServerPair extends AsyncDisposable {
  readonly primary: Server;
  readonly standby: Server;
}

export interface Server {
  /** A session that the caller ends. */
  readonly connect: (options: { readonly user: string; readonly application?: string }) => Promise<Client>;
}

const run = promisify(execFile);
const READY_WITHIN_MS = 180_000;
/** PostgreSQL refuses to run as root: nobody then, else who this process is. */
const OWNER: { readonly uid: number; readonly gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
const ENV = { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };

const SETTINGS = {
  listen_addresses: '',
  // It is made to be thrown away.
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '40',
  superuser_reserved_connections: '4',
  wal_level: 'logical',
} as const;

/**
 * Starts both; the standby is synchronous and has a slot. Disposing of the pair ends and removes all of it.
 * @param binaries a directory with `bin/postgres` and `bin/initdb`
 */
export async function startServerPair(binaries: string): Promise<ServerPair> {
  await using started = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'pgq-'));
  started.defer(() => rm(home, { recursive: true, force: true }));
  await owned(home);
  const data = join(home, 'p');
  await owned(data);
  await run(join(binaries, 'bin/initdb'), initdbArguments(data), { env: ENV, cwd: home, ...OWNER });

  await using first = await startServer({ binaries, home, data, name: 'p' });
  const setup = await first.connect({ user: 'postgres' });
  await setup.query("SELECT pg_create_physical_replication_slot('_cnpg_standby', true)");
  await setup.end();
  await first.stop();

  const copy = join(home, 's');
  await cp(data, copy, { recursive: true, preserveTimestamps: true });
  await ownedThroughout(copy);
  await writeFile(join(copy, 'standby.signal'), '');
  const primary = started.use(
    await startServer({ binaries, home, data, name: 'p', settings: { synchronous_standby_names: 'FIRST 1 ("s")' } }),
  );
  const standby = started.use(
    await startServer({
      binaries,
      home,
      data: copy,
      name: 's',
      settings: {
        primary_conninfo: `host=${join(home, 'p.socket')} user=postgres application_name=s`,
        primary_slot_name: '_cnpg_standby',
        hot_standby_feedback: 'on',
      },
    }),
  );
  const running = started.move();
  return { primary, standby, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function initdbArguments(data: string): readonly string[] {
  return ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
}

interface Start {
  readonly binaries: string;
  readonly home: string;
  readonly data: string;
  readonly name: string;
  readonly settings?: Readonly<Record<string, string>>;
}

interface RunningServer extends Server, AsyncDisposable {
  readonly stop: () => Promise<void>;
}

async function startServer({ binaries, home, data, name, settings = {} }: Start): Promise<RunningServer> {
  const sockets = join(home, `${name}.socket`);
  await owned(sockets);
  const options = { ...SETTINGS, ...settings, unix_socket_directories: sockets };
  const args = ['-D', data, ...Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const child = spawn(join(binaries, 'bin/postgres'), args, {
    env: ENV,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...OWNER,
  });
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const exited = once(child, 'exit');
  const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await exited;
  };
  const connect: Server['connect'] = async ({ user, application = 'test' }) => {
    const client = new Client({ host: sockets, user, database: 'postgres', application_name: application });
    // A server that is stopped ends its sessions.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  try {
    await eventually(
      `${name} takes sessions`,
      async () => {
        if (child.exitCode !== null) throw new Error(`${name} ended: ${log.join('')}`);
        const client = await connect({ user: 'postgres' }).catch(() => undefined);
        await client?.end();
        return client;
      },
      { timeoutMs: READY_WITHIN_MS, intervalMs: 100 },
    );
  } catch (error) {
    await end('SIGQUIT');
    throw error;
  }
  return { connect, stop: () => end('SIGINT'), [Symbol.asyncDispose]: () => end('SIGQUIT') };
}

async function owned(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  if (OWNER !== undefined) await chown(directory, OWNER.uid, OWNER.gid);
}

async function ownedThroughout(directory: string): Promise<void> {
  if (OWNER === undefined) return;
  await run('chown', ['-R', `${OWNER.uid}:${OWNER.gid}`, directory]);
}
