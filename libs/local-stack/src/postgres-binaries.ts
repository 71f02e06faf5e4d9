import { chmod, constants, cp, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { claimDirectory } from './claimed-directory.ts';
import { runProgram } from './run-program.ts';
import { canReach, serverAccount, type ServerAccount } from './server-account.ts';

/** The majors that come with this library. */
export const SHIPPED_MAJORS = [16, 17, 18] as const;

/** PostgreSQL's programs, in a place where the account that servers run as can run them. */
export interface PostgresBinaries extends AsyncDisposable {
  readonly major: number;
  /** As `postgres --version` has it, `17.10`. */
  readonly version: string;
  /** Holds `postgres` and `initdb`; whatever else there is depends on where they are from. */
  readonly directory: string;
}

export interface BinariesOptions {
  /** A directory of programs to use instead of those that come with this library, such as `/usr/lib/postgresql/17/bin`. */
  readonly directory?: string;
  readonly signal?: AbortSignal;
}

/**
 * Finds PostgreSQL of a major version. What npm installed is used where it is, if its libraries are linked and the account can reach it;
 * a checkout below a home of root's own is not, and then the programs are copied (50 MB) and removed on disposal.
 * @throws when there are none for this platform, the account cannot run them, or they are of another major
 */
export async function postgresBinaries(
  major: number,
  { directory, signal }: BinariesOptions = {},
): Promise<PostgresBinaries> {
  const account = await serverAccount();
  await using resources = new AsyncDisposableStack();
  const programs = directory ?? join(await usableTree(installedTree(major), account, resources), 'bin');
  const version = await versionOf(programs, account, signal);
  if (Math.trunc(Number(version)) !== major) {
    throw new Error(`${programs}: found PostgreSQL ${version}, expected ${major}`);
  }
  const owned = resources.move();
  return {
    major,
    version,
    directory: programs,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * The tree of an npm package, with its libraries linked, or a copy of it that the account can reach.
 * @param resources get what is to be removed when the tree is not needed any more
 */
export async function usableTree(
  installed: string,
  account: ServerAccount,
  resources: AsyncDisposableStack,
): Promise<string> {
  if ((await isReachable(installed, account)) && (await linkLibraries(installed))) return installed;
  const claim = resources.use(await claimDirectory(account));
  const copy = join(claim.path, basename(installed));
  await cp(installed, copy, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith('.a'),
  });
  await openToAll(copy);
  if (!(await linkLibraries(copy))) throw new Error(`${copy}: its libraries cannot be linked`);
  return copy;
}

/** Whatever the original's modes: everybody reads, what can be run is run by everybody, and its owner can remove it. */
async function openToAll(tree: string): Promise<void> {
  await chmod(tree, 0o755);
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => !found.isSymbolicLink())) {
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

function installedTree(major: number): string {
  const name = `postgres-${major}-${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (cause) {
    throw new Error(
      `node_modules: found no ${name}, expected one of ${SHIPPED_MAJORS.join(', ')} for this platform. ` +
        'Run `npm ci` without --omit=optional, or name a directory that has `postgres` and `initdb`.',
      { cause },
    );
  }
}

async function isReachable(tree: string, account: ServerAccount): Promise<boolean> {
  const places = ['bin', 'lib', 'share'].map((name) => join(tree, name));
  return (await Promise.all(places.map((place) => canReach(account, place)))).every(Boolean);
}

interface Link {
  /** Both from the root of the package: `native/lib/libicuuc.so.60.2`. */
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages hold no symbolic links, so these list theirs and make them when installed, which npm 12 does not let them do.
 * @returns false where they are missing and cannot be made
 */
async function linkLibraries(tree: string): Promise<boolean> {
  const list = JSON.parse(await readFile(join(tree, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  for (const { source, target } of list) {
    const link = join(dirname(tree), target);
    if (await stat(link).catch(() => undefined)) continue;
    const error = await symlink(relative(dirname(target), source), link).catch((thrown: unknown) => thrown);
    // another process may have made it meanwhile
    if (error instanceof Error && !('code' in error && error.code === 'EEXIST')) return false;
  }
  return true;
}

async function versionOf(programs: string, account: ServerAccount, signal?: AbortSignal): Promise<string> {
  const said = await runProgram(join(programs, 'postgres'), ['--version'], { account, directory: '/', signal });
  const version = /^postgres \(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(said)?.[1];
  if (version === undefined)
    throw new Error(`${programs}/postgres --version: found ${said.trim()}, expected a version`);
  return version;
}
