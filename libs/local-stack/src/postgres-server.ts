import { mkdir, lchown } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ClaimedDirectory } from './claimed-directory.ts';
import { freePort, isFreePort } from './free-port.ts';
import type { NetworkPlace } from './network-place.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { ServerAccount } from './server-account.ts';
import { launchServer, type ServerProcess, type StopMode } from './server-process.ts';
import { startWalArchiver, type WalArchive, type WalArchiver } from './wal-archiver.ts';

export type QueryRow = Readonly<Record<string, unknown>>;

/** A PostgreSQL of this machine. Disposal ends it at once and removes all that it wrote. */
export interface PostgresServer extends AsyncDisposable {
  /** What it was started as; promotion does not change it. */
  readonly kind: 'primary' | 'standby';
  readonly major: number;
  /** Of its programs. */
  readonly binaries: string;
  readonly directory: string;
  /** Only for the account it runs as, and root; who can enter it is let in without a password. */
  readonly socketDirectory: string;
  /** 127.0.0.1, or its node's address. */
  readonly host: string;
  /** On its host, with the password. */
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  readonly segmentSizeBytes: number;
  readonly logFile: string;
  readonly account: ServerAccount;
  /** A connected client of `pg`; whoever asks for it ends it. */
  readonly connect: (options?: { readonly database?: string }) => Promise<Client>;
  readonly query: (sql: string, values?: readonly unknown[]) => Promise<readonly QueryRow[]>;
  /** The only column of the only row, as `pg` reads it and then as text. @throws when there is none, or are more */
  readonly value: (sql: string, values?: readonly unknown[]) => Promise<string>;
  readonly isRunning: () => boolean;
  /** Of its postmaster. @throws when it does not run */
  readonly processId: () => number;
  /** Starts it again after `stop`, on the same port. */
  readonly start: (options?: { readonly signal?: AbortSignal }) => Promise<void>;
  readonly stop: (mode: StopMode) => Promise<void>;
  /** Makes a primary of a standby, on the next timeline, and waits for that. */
  readonly promote: () => Promise<void>;
  /**
   * Ends the current WAL segment, which has at least one record then, and waits until it is archived, if there is an archive.
   * @returns the name of the segment
   */
  readonly switchWal: (options?: { readonly signal?: AbortSignal }) => Promise<string>;
  /** Whether it was started with an archive. */
  readonly archives: boolean;
  /** Waits until a file of pg_wal is archived. @throws when the archive refuses it, or there is none */
  readonly archived: (fileName: string, options?: { readonly signal?: AbortSignal }) => Promise<void>;
}

export interface ServerPlan {
  readonly kind: PostgresServer['kind'];
  readonly claim: ClaimedDirectory;
  readonly account: ServerAccount;
  readonly binaries: PostgresBinaries;
  readonly directory: string;
  readonly superuser: string;
  readonly password: string;
  readonly segmentSizeBytes: number;
  readonly archive?: WalArchive | undefined;
  readonly place?: NetworkPlace | undefined;
  /** Disposed of with the server. */
  readonly resources: AsyncDisposableStack;
  readonly signal?: AbortSignal | undefined;
}

const PORTS_TO_TRY = 5;

/** Starts what lies in a data directory. The plan's resources are the server's from then on, and disposed of if it does not start. */
export async function startServer(plan: ServerPlan): Promise<PostgresServer> {
  await using resources = plan.resources.move();
  const { kind, claim, account, binaries, directory, superuser, password, segmentSizeBytes, place } = plan;
  const host = place?.address ?? '127.0.0.1';
  const socketDirectory = await makeDirectory(join(claim.path, 'socket'), account);
  const logFile = join(claim.path, 'postgresql.log');
  const archiver = plan.archive && (await startWalArchiver(plan.archive, { claim, account }));
  if (archiver) resources.use(archiver);

  let running: ServerProcess | undefined;
  const launch = async (port: number, signal?: AbortSignal): Promise<void> => {
    running = await launchServer({
      postgres: join(binaries.directory, 'postgres'),
      directory,
      account,
      logFile,
      place,
      settings: { ...placeSettings({ host, port, socketDirectory }), ...archiveSettings(archiver) },
      onStart: claim.watch,
      signal,
    });
  };
  resources.defer(async () => running?.stop('immediate'));
  const port = await onFreePort((candidate) => launch(candidate, plan.signal));

  const connect: PostgresServer['connect'] = async ({ database = 'postgres' } = {}) => {
    const client = new Client({ host: socketDirectory, port, user: superuser, password, database });
    // a server that ends while nobody asks it anything is no error; the next question is
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const query: PostgresServer['query'] = async (sql, values = []) => {
    const client = await connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  const value: PostgresServer['value'] = async (sql, values) => {
    const rows = await query(sql, values);
    const columns = Object.values(rows[0] ?? {});
    if (rows.length !== 1 || columns.length !== 1) {
      throw new Error(`${sql}: found ${rows.length} rows of ${columns.length} columns, expected one value`);
    }
    return String(columns[0]);
  };
  const archived: PostgresServer['archived'] = (fileName, { signal } = {}) => {
    if (archiver === undefined) throw new Error(`${fileName} is not archived: the server has no archive`);
    return archiver.stored(fileName, signal);
  };
  const owned = resources.move();
  return {
    kind,
    major: binaries.major,
    binaries: binaries.directory,
    directory,
    socketDirectory,
    host,
    port,
    superuser,
    password,
    segmentSizeBytes,
    logFile,
    account,
    connect,
    query,
    value,
    archives: archiver !== undefined,
    archived,
    isRunning: () => running?.isRunning() === true,
    processId: () => {
      if (running?.isRunning() !== true) throw new Error(`PostgreSQL in ${directory} does not run`);
      return running.pid;
    },
    start: async ({ signal } = {}) => {
      if (running?.isRunning() !== true) await launch(port, signal);
    },
    stop: async (mode) => running?.stop(mode),
    promote: async () => {
      const promoted = await value('SELECT pg_promote(true, 60)');
      if (promoted !== 'true') throw new Error(`PostgreSQL in ${directory} was not promoted within 60 s`);
    },
    switchWal: async (options) => {
      await query(`SELECT pg_logical_emit_message(false, 'local-stack', 'a segment without a record is not ended')`);
      // the byte before where the switch ends is the segment's in every major, its end is not
      const segment = await value('SELECT pg_walfile_name(pg_switch_wal() - 1)');
      if (archiver) await archived(segment, options);
      return segment;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Makes a directory that belongs to the account alone. */
export async function makeDirectory(path: string, { uid, gid }: ServerAccount): Promise<string> {
  await mkdir(path, { mode: 0o700 });
  await lchown(path, uid, gid);
  return path;
}

/** What must not come along when a data directory is copied is said when a server starts, not in its files. */
function placeSettings({
  host,
  port,
  socketDirectory,
}: Pick<PostgresServer, 'host' | 'port' | 'socketDirectory'>): Readonly<Record<string, string>> {
  return { port: String(port), listen_addresses: host, unix_socket_directories: socketDirectory };
}

function archiveSettings(archiver: WalArchiver | undefined): Readonly<Record<string, string>> {
  return archiver === undefined ? {} : { archive_mode: 'on', archive_command: archiver.command };
}

async function onFreePort(launch: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    try {
      await launch(port);
      return port;
    } catch (error) {
      if (tries === PORTS_TO_TRY || (await isFreePort(port))) throw error;
    }
  }
}
