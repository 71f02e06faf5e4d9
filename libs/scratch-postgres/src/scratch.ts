import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TarOrigin } from '@postgres-ha/backup-proof';
import { claimScratch, takeForRemoval, SCRATCH_PREFIX } from './claim.ts';
import { createRestoreSink, type IgnoredMember, type RestoreSink } from './restore-sink.ts';
import { ScratchError, withRoom } from './scratch-error.ts';
import { endServersIn } from './stray-servers.ts';
import { unprivilegedUser, type ServerUser } from './unprivileged-user.ts';

export interface ScratchOptions {
  /** Where the scratch directory is made; the server's user must be able to pass through it. */
  readonly parent: string;
  /** Letters, digits, `-` and `_`; no two runs have the same. */
  readonly runId: string;
  /** Who the server runs as, when this is root; an id without an account if not given. */
  readonly user?: ServerUser;
  readonly signal: AbortSignal;
}

/** A directory for one restored cluster. Disposing of it ends its server and removes everything. */
export interface Scratch extends AsyncDisposable {
  readonly directory: string;
  readonly paths: ScratchPaths;
  readonly user: ServerUser;
  /** What the archives held and was not restored, so far. */
  readonly ignored: readonly IgnoredMember[];
  /** OIDs of those that were restored. */
  readonly tablespaces: ReadonlySet<number>;
  /** Takes the events of one archive; archives may come side by side. Give the signal to whoever reads the archive. */
  restore(origin: TarOrigin): RestoreSink;
}

export interface ScratchPaths {
  readonly data: string;
  /** `<oid>/` each. */
  readonly tablespaces: string;
  /** Where the caller puts WAL files that it hands over; on the same file system as `data`. */
  readonly spool: string;
  readonly socket: string;
  readonly configuration: string;
}

/** sun_path holds 108 bytes on Linux, 104 on macOS, with a NUL at the end. */
const SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;
const SOCKET_NAME = '/.s.PGSQL.5432';

/**
 * @throws ScratchError when the directory is too deep for a socket, the run id is in use, or there is no space left
 */
export async function createScratch(options: ScratchOptions): Promise<Scratch> {
  const { runId, signal } = options;
  if (!/^[\w-]+$/.test(runId)) throw new RangeError(`run id: found ${runId}, expected letters, digits, - and _`);
  signal.throwIfAborted();
  const parent = resolve(options.parent);
  const paths = pathsIn(join(parent, `${SCRATCH_PREFIX}${runId}`));
  if (Buffer.byteLength(paths.socket + SOCKET_NAME) > SOCKET_PATH_BYTES) {
    throw new ScratchError(
      'path-too-long',
      `${paths.socket}${SOCKET_NAME}: found ${Buffer.byteLength(paths.socket + SOCKET_NAME)} bytes, expected at most ` +
        `${SOCKET_PATH_BYTES}, which a socket's address holds; choose a parent nearer to the root`,
    );
  }
  const user = options.user ?? (await unprivilegedUser());
  const directory = await withRoom(parent, () => claimScratch(parent, runId, user));
  const ignored: IgnoredMember[] = [];
  const tablespaces = new Set<number>();
  const scratch: Scratch = {
    directory,
    paths,
    user,
    ignored,
    tablespaces,
    restore: (origin) => {
      if (origin.kind === 'tablespace') tablespaces.add(origin.oid);
      return createRestoreSink({
        directory: origin.kind === 'data' ? paths.data : join(paths.tablespaces, String(origin.oid)),
        origin,
        paths,
        user,
        onIgnored: (member) => ignored.push(member),
      });
    },
    [Symbol.asyncDispose]: async () => {
      await removeScratch(parent, `${SCRATCH_PREFIX}${runId}`);
    },
  };
  try {
    await withRoom(parent, () => furnish(paths, user));
    return scratch;
  } catch (error) {
    await scratch[Symbol.asyncDispose]();
    throw error;
  }
}

async function furnish(paths: ScratchPaths, user: ServerUser): Promise<void> {
  for (const path of [paths.data, paths.tablespaces, paths.spool, paths.socket, paths.configuration])
    await makeOwned(path, user);
  await makeOwned(join(paths.data, 'pg_tblspc'), user);
  await writeConfiguration(paths, user);
}

/** Ends what runs in a scratch directory and removes it; nothing happens when it is gone. */
export async function removeScratch(parent: string, name: string): Promise<boolean> {
  await endServersIn(join(parent, name));
  const taken = await takeForRemoval(parent, name);
  if (taken === undefined) return false;
  await endServersIn(taken);
  await rm(taken, { recursive: true, force: true, maxRetries: 3 });
  return true;
}

function pathsIn(directory: string): ScratchPaths {
  return {
    data: join(directory, 'data'),
    tablespaces: join(directory, 'tablespaces'),
    spool: join(directory, 'spool'),
    socket: join(directory, 's'),
    configuration: join(directory, 'configuration'),
  };
}

export async function makeOwned(path: string, { uid, gid }: ServerUser): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}

/** Nobody but the server's own user passes the directory, so the socket trusts who comes. */
async function writeConfiguration({ configuration }: ScratchPaths, { uid, gid }: ServerUser): Promise<void> {
  const files = { 'postgresql.conf': '', 'pg_hba.conf': 'local all all trust\n', 'pg_ident.conf': '' };
  for (const [name, text] of Object.entries(files)) {
    const file = join(configuration, name);
    await writeFile(file, text, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(file, uid, gid);
  }
}
