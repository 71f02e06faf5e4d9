import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PostgresServer } from './postgres-server.ts';

/** A server that was stopped in its tracks, as a paused machine or a wedged volume does it. Disposal lets it go on. */
export interface FrozenServer extends AsyncDisposable {
  readonly thaw: () => Promise<void>;
}

/**
 * Stops processes of a server with SIGSTOP. Without its `postmaster` nobody can connect and open sessions go on committing;
 * the whole `tree` does nothing at all, and keeps its connections.
 */
export async function freeze(server: PostgresServer, what: 'postmaster' | 'tree'): Promise<FrozenServer> {
  const postmaster = server.processId();
  process.kill(postmaster, 'SIGSTOP');
  const frozen = new Set([postmaster]);
  // a stopped postmaster has no new children: what is found once is all
  if (what === 'tree')
    for (const child of await childrenOf(postmaster)) if (signal(child, 'SIGSTOP')) frozen.add(child);
  const thaw = (): Promise<void> => {
    // its children first, so that it does not find them silent
    for (const pid of [...frozen].reverse()) if (server.isRunning()) signal(pid, 'SIGCONT');
    frozen.clear();
    return Promise.resolve();
  };
  return { thaw, [Symbol.asyncDispose]: thaw };
}

const run = promisify(execFile);

async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=', '-o', 'ppid=']);
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, of]) => (pid !== undefined && of === parent ? [pid] : []));
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // it has ended meanwhile
    return false;
  }
}
