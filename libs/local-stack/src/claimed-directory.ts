import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canReach, serverAccount, type ServerAccount } from './server-account.ts';

/**
 * A temporary directory that this process owns, and what runs in it. A guard, a shell that waits for the end of a pipe, ends both when
 * the process ends in whatever way. Should the guard be killed too, the next claim removes what was left.
 */
export interface ClaimedDirectory extends AsyncDisposable {
  /** Free of symbolic links, and the account may enter it. */
  readonly path: string;
  /** Has the guard end this process too, which must work inside of the directory. */
  readonly watch: (pid: number) => void;
}

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one that got the same id. */
  readonly startedAt: string;
  /** Process ids mean something within it only; empty where there is none. */
  readonly pidNamespace: string;
}

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';
const PREFIX = 'postgres-ha-stack-';
/** sun_path holds 108 bytes on Linux, 104 on macOS, with a NUL at the end. */
const SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;
const LONGEST_SOCKET = '/socket/.s.PGSQL.65535';
const GUARD = fileURLToPath(new URL('sh/guard.sh', import.meta.url));

/** Where files are. `memory` is many times as fast on a busy disk, for what is small; where the system has none it is the disk. */
export type FileStorage = 'disk' | 'memory';

interface ClaimOptions {
  readonly longestSocket?: string;
  readonly storage?: FileStorage;
}

/** @throws when there is no directory for temporary files that the account can enter */
export async function claimDirectory(
  account: ServerAccount,
  { longestSocket = LONGEST_SOCKET, storage = 'disk' }: ClaimOptions = {},
): Promise<ClaimedDirectory> {
  await removeAbandonedDirectories();
  const candidates = [...(storage === 'memory' ? await there([MEMORY]) : []), ...(await parents())];
  const path = await mkdtemp(join(await parentFor(account, candidates, longestSocket), PREFIX));
  await chmod(path, 0o755);
  await writeFile(join(path, 'owner.json'), JSON.stringify(await ownerHere()));
  const guard = spawn('sh', [GUARD, path], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  await once(guard, 'spawn');
  // A guard that is gone is noticed by the next claim.
  guard.stdin.on('error', () => undefined);
  guard.unref();
  return {
    path,
    watch: (pid) => {
      guard.stdin.write(`${pid}\n`);
    },
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      if (guard.exitCode !== null || guard.signalCode !== null) return;
      const ended = once(guard, 'exit');
      guard.ref();
      guard.stdin.end();
      await ended;
    },
  };
}

/** Ends the servers and removes the directories of processes that have ended without doing so. */
export async function removeAbandonedDirectories(): Promise<void> {
  for (const parent of [...(await parents()), ...(await there([MEMORY]))]) {
    const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
    for (const path of names.map((name) => join(parent, name))) {
      if (!(await isOurs(path)) || !(await isAbandoned(path))) continue;
      const guard = spawn('sh', [GUARD, path], { cwd: '/', stdio: 'ignore' });
      await once(guard, 'exit');
    }
  }
}

/** Where a process has what is to end with it, and not only what this library starts. */
export interface TemporaryDirectoryOptions {
  /** What is to lie in it: the longest path of a socket below it, from `/` on. */
  readonly longestSocket: string;
}

/** A directory that goes with this process, that the account of servers can enter, and that is near enough to the root for a socket in it. */
export async function claimTemporaryDirectory({ longestSocket }: TemporaryDirectoryOptions): Promise<ClaimedDirectory> {
  return claimDirectory(await serverAccount(), { longestSocket });
}

async function parentFor(
  account: ServerAccount,
  candidates: readonly string[],
  longestSocket: string,
): Promise<string> {
  for (const parent of candidates) {
    if (Buffer.byteLength(`${parent}/${PREFIX}XXXXXX${longestSocket}`) > SOCKET_PATH_BYTES) continue;
    if (await canReach(account, parent)) return parent;
  }
  throw new Error(
    `uid ${account.uid} can enter none of ${candidates.join(', ')}, or their paths are too long for a socket; ` +
      'set TMPDIR to a short path that it can enter',
  );
}

/** A directory of temporary files of root's own, as CI has it, is of no use for another account. */
async function parents(): Promise<readonly string[]> {
  return there([tmpdir(), '/tmp', '/var/tmp']);
}

/** Those that exist, free of symbolic links. */
async function there(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => realpath(path).catch(() => [])));
  return [...new Set(found.flat())];
}

async function ownerHere(): Promise<Owner> {
  return {
    pid: process.pid,
    startedAt: (await startOf(process.pid)) ?? '',
    pidNamespace: await pidNamespaceHere(),
  };
}

/** Of another user nothing can be removed, but by root. */
async function isOurs(path: string): Promise<boolean> {
  const here = process.getuid?.();
  return here === 0 || (await lstat(path).catch(() => undefined))?.uid === here;
}

/** A directory without an owner is one that is being claimed just now, or another user's. */
async function isAbandoned(path: string): Promise<boolean> {
  const text = await readFile(join(path, 'owner.json'), 'utf8').catch(() => '');
  if (text === '') return false;
  const { pid, startedAt, pidNamespace } = JSON.parse(text) as Owner;
  if (pidNamespace !== (await pidNamespaceHere())) return false;
  return isGone(pid) || (startedAt !== '' && (await startOf(pid)) !== startedAt);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Clock ticks from boot to the start of a process: field 22 of its stat, counted behind the name, which may hold spaces. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

async function pidNamespaceHere(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '');
}
