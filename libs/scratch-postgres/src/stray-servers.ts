import { readFile, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode } from './scratch-error.ts';

const PATIENCE_MS = 10_000;

/**
 * Ends every process that works in a scratch directory: its server, what that started, and nothing else. Which these are is asked of the
 * system (a server's working directory is its data directory), so a stale `postmaster.pid` harms nobody.
 */
export async function endServersIn(directory: string): Promise<void> {
  const place = await realpath(directory).catch(() => undefined);
  if (place === undefined) return;
  const segments = await sharedMemoryOf(join(place, 'data', 'postmaster.pid'));
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const pids = await processesIn(place);
    if (pids.length === 0) break;
    if (deadline.aborted) throw new Error(`${place}: processes ${pids.join(', ')} work there and do not end`);
    for (const pid of pids) endNow(pid);
    await delay(5);
  }
  for (const id of segments) await promisify(execFile)('ipcrm', ['-m', id]).catch(() => undefined);
}

async function processesIn(place: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return processesByCommand(place);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const where = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return where === place || where.startsWith(`${place}/`) ? [Number(pid)] : [];
    }),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

/** A postmaster has its configuration, which is in the scratch directory, among its arguments. */
async function processesByCommand(place: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(`config_file=${place}/`))
    .map((line) => Number.parseInt(line, 10));
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * A killed server leaves a few bytes of shared memory behind. The seventh line of `postmaster.pid` has its key and id; it is this server's
 * only if key and owner are the same and nobody is attached.
 */
async function sharedMemoryOf(pidFile: string): Promise<readonly string[]> {
  const [lines, table, owner] = await Promise.all([
    readFile(pidFile, 'latin1').catch(() => ''),
    readFile('/proc/sysvipc/shm', 'latin1').catch(() => ''),
    stat(pidFile).catch(() => undefined),
  ]);
  const [key, id] = lines.split('\n')[6]?.trim().split(/\s+/) ?? [];
  if (key === undefined || id === undefined || owner === undefined) return [];
  const columns = table.split('\n').map((line) => line.trim().split(/\s+/));
  // key shmid perms size cpid lpid nattch uid …; the server's own signed key is printed unsigned
  return columns.some(
    (column) => (Number(column[0]) | 0) === (Number(key) | 0) && column[1] === id && Number(column[7]) === owner.uid,
  )
    ? [id]
    : [];
}
