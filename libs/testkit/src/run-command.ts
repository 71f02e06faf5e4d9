import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to the command's standard input, which is empty otherwise. */
  readonly input?: string;
  /** Ends the command and all that it started in its own process group. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a command to its end. A non-zero exit is a result; a command that cannot start, or is ended by a signal, is an exception.
 * The command gets a process group of its own, so that an abort also reaches what a script is waiting for.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = {}, input = '', signal }: CommandOptions = {},
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { env: { ...process.env, ...env }, detached: true });
  const end = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    // a command may end without reading all of its input
    child.stdin.on('error', () => undefined).end(input);
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', (cause) => {
        reject(new Error(`${command} cannot be run`, { cause }));
      });
      child.on('close', (code, endedBy) => {
        if (code !== null) resolve(code);
        else reject(new Error(`${describe(command, args)} was ended by ${String(endedBy)}`, { cause: signal?.reason }));
      });
    });
    return { exitCode, ...output };
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** The result's standard output; a non-zero exit is an exception that carries the end of what the command said. */
export async function outputOf(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return printedBy(command, args, await runCommand(command, args, options));
}

/** What a command that has ended well printed. @throws with the end of what it said, when it has not */
export function printedBy(command: string, args: readonly string[], result: CommandResult): string {
  if (result.exitCode === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-30).join('\n');
  throw new Error(`${describe(command, args)} ended with ${result.exitCode}:\n${said}`);
}

function describe(command: string, args: readonly string[]): string {
  return [command.split('/').at(-1), ...args].join(' ');
}

function endGroup(groupLeader: number): void {
  try {
    process.kill(-groupLeader, 'SIGTERM');
  } catch {
    // it has ended by itself meanwhile
  }
}
