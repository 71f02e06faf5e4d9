import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.ts';

export interface RunAsOptions {
  readonly user?: ServerUser;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as another user, to its end. */
export async function runAs(
  program: string,
  args: readonly string[],
  { user = {}, env = {}, input = '', signal }: RunAsOptions = {},
): Promise<ProgramResult> {
  const child = spawn(program, args, { ...user, env: { ...process.env, ...env }, cwd: '/', signal });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
  return { exitCode, stdout, stderr };
}

/** The standard output; an exit code other than 0 is an exception. */
export async function outputAs(program: string, args: readonly string[], options: RunAsOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runAs(program, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
}
