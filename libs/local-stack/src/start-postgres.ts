import { randomBytes } from 'node:crypto';
import { appendFile, lchown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimDirectory, type FileStorage } from './claimed-directory.ts';
import type { NetworkPlace } from './network-place.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { makeDirectory, startServer, type PostgresServer } from './postgres-server.ts';
import { runProgram } from './run-program.ts';
import { serverAccount } from './server-account.ts';
import { writeServerTls, type ServerTls } from './tls-server-files.ts';
import type { WalArchive } from './wal-archiver.ts';

export interface StartOptions {
  readonly major: number;
  /** A directory of programs to use instead of those that come with this library. */
  readonly binaries?: string;
  readonly checksums?: 'on' | 'off';
  /** A power of two from 1 MiB to 1 GiB; 16 MiB without it. */
  readonly segmentSizeBytes?: number;
  /** Added to postgresql.conf, over this library's defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Names of tablespaces to create. */
  readonly tablespaces?: readonly string[];
  readonly archive?: WalArchive;
  readonly storage?: FileStorage;
  /** A node of a network to run on, which only root can; the loopback address of this machine without it. */
  readonly place?: NetworkPlace;
  /** Its addresses then take TLS only. */
  readonly tls?: ServerTls;
  readonly signal?: AbortSignal;
}

const MEBIBYTE = 1024 * 1024;
const SUPERUSER = 'postgres';

/** initdb lets in the loopback address only. */
const ANY_NODE = 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n';

/** A server of tests loses nothing of worth when the machine loses power, so it waits for no disk. */
const DEFAULTS = { fsync: 'off', shared_buffers: '16MB', wal_level: 'replica', timezone: 'UTC', log_timezone: 'UTC' };

/**
 * A new cluster in a temporary directory, as an unprivileged account, on a random port of the loopback address.
 * @throws when initdb or the server fail; the message has the end of what they said
 */
export async function startPostgres(options: StartOptions): Promise<PostgresServer> {
  const {
    major,
    checksums = 'on',
    segmentSizeBytes = 16 * MEBIBYTE,
    tablespaces = [],
    archive,
    place,
    storage,
    signal,
  } = options;
  await using resources = new AsyncDisposableStack();
  const account = await serverAccount();
  const binaries = resources.use(
    await postgresBinaries(major, {
      ...(options.binaries && { directory: options.binaries }),
      ...(signal && { signal }),
    }),
  );
  const claim = resources.use(await claimDirectory(account, { ...(storage && { storage }) }));
  const directory = await makeDirectory(join(claim.path, 'data'), account);
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(claim.path, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await lchown(passwordFile, account.uid, account.gid);

  await runProgram(
    join(binaries.directory, 'initdb'),
    [
      ...[
        '-D',
        directory,
        '-U',
        SUPERUSER,
        `--pwfile=${passwordFile}`,
        '--auth-local=trust',
        '--auth-host=scram-sha-256',
      ],
      ...['--no-locale', '--encoding=UTF8', '--no-sync', `--wal-segsize=${segmentSizeBytes / MEBIBYTE}`],
      // on by default since 18, and before that there is no option to leave them off
      ...(checksums === 'on' ? ['--data-checksums'] : major >= 18 ? ['--no-data-checksums'] : []),
    ],
    { account, directory: claim.path, onStart: claim.watch, signal },
  );
  await rm(passwordFile);
  const tls = options.tls && (await writeServerTls(directory, account, options.tls));
  await appendFile(join(directory, 'postgresql.conf'), configurationText({ ...DEFAULTS, ...tls, ...options.settings }));

  if (place !== undefined) await appendFile(join(directory, 'pg_hba.conf'), ANY_NODE);

  const server = await startServer({
    kind: 'primary',
    claim,
    account,
    binaries,
    directory,
    superuser: SUPERUSER,
    password,
    segmentSizeBytes,
    archive,
    place,
    resources: resources.move(),
    signal,
  });
  try {
    for (const name of tablespaces) {
      const place = await makeDirectory(join(claim.path, `tablespace-${name}`), account);
      await server.query(`CREATE TABLESPACE "${name}" LOCATION '${place}'`);
    }
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** Lines of a configuration file of PostgreSQL. */
export function configurationText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`)
    .join('');
}
