import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The command line program, as a process with a group of its own. */
export interface Cli {
  readonly ended: Promise<CliEnd>;
  /** What it has printed so far on standard output. */
  readonly printed: () => string;
  /** To the program alone, as the kernel does when memory is short, or to all that share its group, as a terminal does. */
  readonly signal: (name: NodeJS.Signals, to: 'program' | 'group') => void;
}

export interface CliEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = resolve(import.meta.dirname, '../../../backup-verifier/src/main.ts');

export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): Cli {
  const child = spawn(process.execPath, [MAIN, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const output = { stdout: '', stderr: '' };
  return {
    ended: endOf(child, output),
    printed: () => output.stdout,
    signal: (name, to) => {
      const { pid } = child;
      // who has ended has no group any more
      if (pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(to === 'group' ? -pid : pid, name);
      }
    },
  };
}

function endOf(child: ChildProcess, output: { stdout: string; stderr: string }): Promise<CliEnd> {
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((done, failed) => {
    child.on('error', failed);
    // its servers may hold its output open for a moment longer
    child.on('exit', (code, killedBy) => {
      if (killedBy === 'SIGKILL') done({ code, killedBy, ...output });
    });
    child.on('close', (code, killedBy) => {
      done({ code, killedBy, ...output });
    });
  });
}

/** Processes that work below a directory. */
export async function processesBelow(directory: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return places.filter((place) => place.startsWith(`${directory}/`));
}
