import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NetworkPlace } from './network-place.ts';
import { asAccount } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';

/** `smart` waits for sessions to end, `fast` ends them; both write a checkpoint. `immediate` is a crash that PostgreSQL recovers from. */
export type StopMode = 'smart' | 'fast' | 'immediate';

export interface ServerProcess {
  /** Of the postmaster. */
  readonly pid: number;
  readonly isRunning: () => boolean;
  /** Does nothing to a server that has ended. */
  readonly stop: (mode: StopMode) => Promise<void>;
}

export interface LaunchOptions {
  /** The program. */
  readonly postgres: string;
  readonly directory: string;
  readonly account: ServerAccount;
  /** Where it runs, if not beside this process. */
  readonly place?: NetworkPlace | undefined;
  /** Settings that are above those of any file. */
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly onStart: (pid: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const SIGNALS = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const satisfies Record<
  StopMode,
  NodeJS.Signals
>;
const LOOK_AGAIN_MS = 10;

/**
 * Starts a server, in a process group of its own, and waits until it takes connections.
 * @throws when it ends before that; the message has the end of its log
 */
export async function launchServer(options: LaunchOptions): Promise<ServerProcess> {
  const { directory, logFile, onStart, signal } = options;
  signal?.throwIfAborted();
  await using log = await open(logFile, 'a');
  const { program, args, account: starter } = commandOf(options);
  const child = spawn(program, args, { ...asAccount(starter), cwd: directory, stdio: ['ignore', log.fd, log.fd] });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} was not started`);
  onStart(pid);
  const server: ServerProcess = {
    pid,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: (mode) => stopServer(child, mode),
  };
  try {
    await takesConnections(directory, child, { logFile, signal });
  } catch (error) {
    await server.stop('immediate');
    throw error;
  }
  // a program that forgets it can still end; then the guard ends the server
  child.unref();
  return server;
}

/** In a network of its own the server takes the place of the programs that bring it there: the process id is one and the same. */
function commandOf({ postgres, directory, account, place, settings }: LaunchOptions): {
  readonly program: string;
  readonly args: readonly string[];
  readonly account: ServerAccount;
} {
  const args = ['-D', directory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  if (place === undefined) return { program: postgres, args, account };
  const enter = [`--net=${place.namespaceFile}`, `--setuid=${account.uid}`, `--setgid=${account.gid}`, '--'];
  return { program: 'nsenter', args: [...enter, postgres, ...args], account: { uid: 0, gid: 0 } };
}

/** Line 8 of postmaster.pid is where a server says how far it is. @see src/include/utils/pidfile.h of PostgreSQL 18 */
async function takesConnections(
  directory: string,
  child: ChildProcess,
  { logFile, signal }: { readonly logFile: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `PostgreSQL in ${directory} ended before it took connections (${String(child.exitCode ?? child.signalCode)}). ` +
          `The end of its log:\n${await endOfLog(logFile)}`,
      );
    }
    const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return;
    await setTimeout(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
  }
}

async function stopServer(child: ChildProcess, mode: StopMode): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.ref();
  child.kill(SIGNALS[mode]);
  // one that was stopped in the other sense would not hear it
  child.kill('SIGCONT');
  await ended;
}

/** The last lines that a server wrote. */
export async function endOfLog(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-30).join('\n');
}
