import { spawn } from 'node:child_process';
import type { ServerAccount } from './server-account.ts';

export interface ProgramOptions {
  readonly account: ServerAccount;
  /** Also what its guard knows it by. */
  readonly directory: string;
  readonly onStart?: (pid: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end as the account, in a process group of its own.
 * @returns what it wrote on standard output
 * @throws when it cannot be run, or does not end with 0; the message has the end of what it said
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { account, directory, onStart, signal }: ProgramOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(program, args, { ...asAccount(account), cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onStart?.(child.pid);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const end = (): void => {
    child.kill('SIGQUIT');
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    const outcome = await new Promise<number | string | null>((resolve, reject) => {
      child.on('error', (cause) => {
        reject(new Error(`${program} cannot be run by uid ${account.uid}`, { cause }));
      });
      child.on('close', (code, endedBy) => {
        resolve(code ?? endedBy);
      });
    });
    signal?.throwIfAborted();
    if (outcome === 0) return said.stdout;
    const end = `${said.stdout}\n${said.stderr}`.trim().split('\n').slice(-30).join('\n');
    throw new Error(`${program} ended with ${String(outcome)}:\n${end}`);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** How a server and its tools are started: none of this process's settings for PostgreSQL or Node reach them. */
export function asAccount({ uid, gid }: ServerAccount): {
  readonly uid?: number;
  readonly gid?: number;
  readonly detached: true;
  readonly env: Readonly<Record<string, string>>;
} {
  const env = { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return uid === process.getuid?.() ? { detached: true, env } : { uid, gid, detached: true, env };
}
