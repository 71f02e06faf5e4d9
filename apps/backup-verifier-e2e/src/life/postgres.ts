import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { outputAs } from './run-as.ts';
import { directoryOf, type ServerUser } from './server-user.ts';

/** Where a server lies and who runs it. */
export interface ServerPlace {
  /** Of the installation: has bin/. */
  readonly binaries: string;
  readonly data: string;
  /** The directory of its socket; a path of at most 80 bytes. */
  readonly socket: string;
  readonly log: string;
  readonly user: ServerUser;
}

export interface Postgres extends AsyncDisposable {
  readonly place: ServerPlace;
  /** Runs SQL; gives the rows as psql prints them, unaligned, columns parted by `|`. */
  readonly sql: (text: string) => Promise<string>;
  /** @param how `immediate` as in a crash */
  readonly stop: (how: 'fast' | 'immediate') => Promise<void>;
}

export type Settings = Readonly<Record<string, string | number>>;

export interface InitOptions {
  readonly segmentSizeBytes: number;
}

export async function initdb(place: ServerPlace, { segmentSizeBytes }: InitOptions): Promise<void> {
  await directoryOf(place.user, place.data);
  await outputAs(
    join(place.binaries, 'bin/initdb'),
    [
      ...['-D', place.data, '-U', 'postgres', '--auth=trust', '--data-checksums', '--locale=C', '--encoding=UTF8'],
      ...['--no-sync', '--no-instructions', `--wal-segsize=${segmentSizeBytes / 1024 / 1024}`],
    ],
    { user: place.user },
  );
}

/**
 * Starts a server without TCP, and waits until it takes connections. The kernel ends it when this process is killed.
 * @throws with the end of the log when the server ends instead
 */
export async function startServer(place: ServerPlace, settings: Settings): Promise<Postgres> {
  await rm(join(place.data, 'postmaster.pid'), { force: true });
  const log = await open(place.log, 'a');
  const { uid, gid } = place.user;
  const own = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${gid ?? uid}`, '--clear-groups'];
  const child = spawn(
    'setpriv',
    [
      ...own,
      '--pdeathsig=QUIT',
      join(place.binaries, 'bin/postgres'),
      ...['-D', place.data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${place.socket}`],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { stdio: ['ignore', log.fd, log.fd], cwd: '/' },
  );
  const ended = once(child, 'exit');
  await log.close();
  const stop = async (how: 'fast' | 'immediate'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  };
  while (!(await takesConnections(place.data))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `PostgreSQL in ${place.data} did not start:\n${(await readFile(place.log, 'utf8')).slice(-4000)}`,
      );
    }
    await Promise.race([wait(15), ended]);
  }
  return {
    place,
    sql: (text) => psql(place, text),
    stop,
    [Symbol.asyncDispose]: () => stop('immediate'),
  };
}

async function psql(place: ServerPlace, text: string): Promise<string> {
  const args = [
    '-X',
    '-q',
    '-A',
    '-t',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    place.socket,
    '-U',
    'postgres',
    '-d',
    'postgres',
  ];
  return (await outputAs(join(place.binaries, 'bin/psql'), args, { input: text })).trim();
}

/** The eighth line of postmaster.pid says so. @see src/include/utils/pidfile.h */
async function takesConnections(data: string): Promise<boolean> {
  try {
    const status = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[7]?.trim();
    return status === 'ready' || status === 'standby';
  } catch {
    return false;
  }
}

/** Settings that a copy of the cluster needs too, so they are in its own file. */
export async function configure(place: ServerPlace, settings: Settings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  const file = join(place.data, 'postgresql.conf');
  await writeFile(file, `${await readFile(file, 'utf8')}\n${lines.join('')}`);
}
