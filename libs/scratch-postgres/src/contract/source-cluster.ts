import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { parseLsn, type Lsn } from '@postgres-ha/postgres-storage';
import pg from 'pg';

/** A cluster with a history, told as tests need it: a backup, and everything archived since. */
export interface SourceCluster {
  readonly major: number;
  readonly binDirectory: string;
  /** Of the data directory, as it was copied; tablespaces beside it. */
  readonly backup: { readonly data: string; readonly tablespaces: ReadonlyMap<number, string> };
  readonly archive: string;
  /** Where the tablespace was that was created after the backup. Nothing is there any more. */
  readonly laterTablespace: string;
  readonly points: SourcePoints;
}

/** LSNs at which a record begins, and what the table `orders` holds behind it. */
export interface SourcePoints {
  readonly afterBackup: { readonly lsn: Lsn; readonly rows: number; readonly committedAt: bigint };
  readonly lastOfFirstTimeline: { readonly lsn: Lsn; readonly rows: number };
  readonly last: { readonly lsn: Lsn; readonly rows: number };
}

/** Where connections of a server that still thinks it is the source would arrive. */
export interface Trap {
  readonly port: number;
  /** A file that its commands would make. */
  readonly file: string;
}

const NOBODY = 65_534;

export async function makeSourceCluster(
  directory: string,
  { major, binDirectory, trap }: { readonly major: number; readonly binDirectory: string; readonly trap: Trap },
): Promise<SourceCluster> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const place = (name: string): string => join(directory, name);
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o777);
  for (const name of ['archive', 'space-1', 'space-2', 's']) {
    await mkdir(place(name), { mode: 0o700 });
    if (process.getuid?.() === 0) await chown(place(name), NOBODY, NOBODY);
  }
  const data = place('data');
  await promisify(execFile)(
    join(binDirectory, 'initdb'),
    [
      ...[
        '-D',
        data,
        '-U',
        'postgres',
        '--auth=trust',
        '--no-sync',
        '--wal-segsize=1',
        '--encoding=UTF8',
        '--no-locale',
      ],
      ...(major < 18 ? ['--data-checksums'] : []),
    ],
    { ...user, cwd: directory, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } },
  );
  await appendFile(
    join(data, 'postgresql.conf'),
    [
      `listen_addresses = ''`,
      `unix_socket_directories = '${place('s')}'`,
      `fsync = off`,
      `wal_level = logical`,
      `max_connections = 30`,
      `max_logical_replication_workers = 0`,
      `autovacuum = off`,
      `shared_buffers = 16MB`,
      `archive_mode = on`,
      `archive_command = 'cp %p ${place('archive')}/%f.tmp && mv ${place('archive')}/%f.tmp ${place('archive')}/%f'`,
      `shared_preload_libraries = 'pg_stat_statements'`,
      '',
    ].join('\n'),
  );
  const start = async (): Promise<ChildProcess> => {
    const server = spawn(join(binDirectory, 'postgres'), ['-D', data], {
      ...user,
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    for (;;) {
      const client = await session(place('s')).catch(() => undefined);
      if (client !== undefined) {
        await client.end();
        return server;
      }
      if (server.exitCode !== null) throw new Error(`PostgreSQL ${major} ended with code ${server.exitCode}`);
      await delay(20);
    }
  };
  const stop = async (server: ChildProcess): Promise<void> => {
    server.kill('SIGINT');
    await once(server, 'exit');
  };

  let server = await start();
  try {
    let client = await session(place('s'));
    await run(client, [
      'CREATE TABLE orders (id bigint PRIMARY KEY, note text)',
      insert(1, 2000),
      'CREATE UNLOGGED TABLE carts (id int PRIMARY KEY)',
      'INSERT INTO carts SELECT generate_series(1, 1000)',
      `CREATE TABLESPACE first LOCATION '${place('space-1')}'`,
      'CREATE TABLE parcels TABLESPACE first AS SELECT * FROM orders',
      'CREATE EXTENSION pg_stat_statements',
      'CREATE DATABASE shop',
      `CREATE SUBSCRIPTION pull CONNECTION 'host=127.0.0.1 port=${trap.port} user=x dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'pull')`,
      'ALTER SUBSCRIPTION pull ENABLE',
    ]);
    const backup = await takeBackup(client, { data, to: place('backup'), during: insert(2001, 3000) });
    await client.query('SELECT pg_switch_wal()');
    await run(client, [insert(3001, 5000), 'CHECKPOINT']);
    const afterBackup = await point(client, insert(5001, 6000), 6000);
    await run(client, [
      'SELECT pg_switch_wal()',
      `CREATE TABLESPACE later LOCATION '${place('space-2')}'`,
      'CREATE TABLE returns TABLESPACE later AS SELECT * FROM orders',
      'UPDATE parcels SET note = upper(note)',
      `SET maintenance_work_mem = '16MB'`,
      insert(6001, 12_000),
    ]);
    await client.end();
    await stop(server);
    await appendFile(join(data, 'postgresql.conf'), 'max_connections = 60\n');
    server = await start();
    client = await session(place('s'));
    await run(client, [insert(12_001, 20_000), 'SELECT pg_switch_wal()']);
    const lastOfFirstTimeline = await point(client, insert(20_001, 21_000), 21_000);
    await client.end();
    await stop(server);
    await writeFile(join(data, 'standby.signal'), '');
    server = await start();
    client = await session(place('s'));
    await client.query('SELECT pg_promote()');
    await client.end();
    client = await session(place('s'));
    await run(client, [insert(21_001, 25_000), 'SELECT pg_switch_wal()', insert(25_001, 26_000)]);
    const last = await point(client, insert(26_001, 27_000), 27_000);
    const { rows } = await client.query<{ name: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS name');
    await client.query('INSERT INTO orders VALUES (1000000)');
    await archived(place('archive'), rows[0]?.name ?? '');
    await client.end();
    await stop(server);
    const committedAt = afterBackup.committedAt;
    // what a standby's backup brings along; the server that it came from is not there to be asked
    await writeFile(
      join(backup.data, 'postgresql.auto.conf'),
      [
        `primary_conninfo = 'host=127.0.0.1 port=${trap.port} user=x'`,
        `archive_mode = 'always'`,
        `archive_command = 'touch ${trap.file}'`,
        `archive_cleanup_command = 'touch ${trap.file}'`,
        `recovery_end_command = 'touch ${trap.file}'`,
        `shared_preload_libraries = 'pg_stat_statements,not_there'`,
        `session_preload_libraries = 'not_there'`,
        `listen_addresses = '127.0.0.1'`,
        `hot_standby = off`,
        '',
      ].join('\n'),
    );
    for (const name of ['standby.signal', 'postmaster.pid']) await writeFile(join(backup.data, name), '');
    await rename(place('space-2'), place('space-2-gone'));
    await rm(data, { recursive: true });
    return {
      major,
      binDirectory,
      backup,
      archive: place('archive'),
      laterTablespace: place('space-2'),
      points: { afterBackup: { ...afterBackup, committedAt }, lastOfFirstTimeline, last },
    };
  } finally {
    if (server.exitCode === null) server.kill('SIGQUIT');
  }
}

async function takeBackup(
  client: pg.Client,
  { data, to, during }: { readonly data: string; readonly to: string; readonly during: string },
): Promise<SourceCluster['backup']> {
  await client.query(`SELECT pg_backup_start('test', true)`);
  await run(client, [during]);
  const leftOut = /\/(?:pg_wal\/.+|pg_tblspc\/.+|pg_replslot\/.+|postmaster\.\w+)$/;
  await cp(data, join(to, 'data'), { recursive: true, filter: (path) => !leftOut.test(path) });
  const { rows } = await client.query<{ oid: number; place: string }>(
    `SELECT oid::int, pg_tablespace_location(oid) AS place FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''`,
  );
  const tablespaces = new Map<number, string>();
  for (const { oid, place } of rows) {
    await cp(place, join(to, String(oid)), { recursive: true });
    tablespaces.set(oid, join(to, String(oid)));
  }
  const stopped = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
  await writeFile(join(to, 'data/backup_label'), stopped.rows[0]?.labelfile ?? '');
  return { data: join(to, 'data'), tablespaces };
}

async function session(socket: string): Promise<pg.Client> {
  const client = new pg.Client({ host: socket, port: 5432, user: 'postgres', database: 'postgres', ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function run(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

/** Text that does not compress, so that the rows fill segments. */
function insert(from: number, to: number): string {
  return `INSERT INTO orders SELECT i, md5(i::text) || md5((-i)::text) FROM generate_series(${from}, ${to}) AS i`;
}

async function point(
  client: pg.Client,
  statement: string,
  rows: number,
): Promise<{ readonly lsn: Lsn; readonly rows: number; readonly committedAt: bigint }> {
  await client.query(statement);
  const before = await client.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn');
  const marked = await client.query<{ at: string }>(
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text AS at FROM pg_logical_emit_message(false, 'test', 'here')`,
  );
  return {
    lsn: parseLsn(before.rows[0]?.lsn ?? '') ?? (0n as Lsn),
    rows,
    committedAt: BigInt(marked.rows[0]?.at ?? ''),
  };
}

async function archived(archive: string, name: string): Promise<void> {
  while (!(await readdir(archive)).includes(name)) await delay(20);
  await readFile(join(archive, name));
}
