import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface RunningProgram extends AsyncDisposable {
  /** What the line that was waited for said: the address it listens on, usually. */
  readonly ready: string;
  /** The last lines of what it has printed. */
  readonly said: () => string;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The line that says that it runs; its first group is what the caller needs to know. */
  readonly readyLine: RegExp;
  readonly withinMs: number;
}

const LINES_KEPT = 200;

/**
 * Starts a server and waits until it says that it runs. Disposing of it ends it at once.
 * @throws when it ends, or says nothing of the kind in time; with what it did say
 */
export async function startProgram(
  binary: string,
  { args, env = {}, readyLine, withinMs }: ProgramOptions,
): Promise<RunningProgram> {
  const child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const said = (): string => lines.join('\n');
  const ready = new Promise<string>((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      reject(new Error(`${binary} ${why}:\n${said()}`, { cause }));
    };
    const timer = setTimeout(() => {
      fail(`did not say within ${withinMs / 1000} s that it runs`);
    }, withinMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > LINES_KEPT) lines.shift();
        const found = readyLine.exec(line)?.[1];
        if (found !== undefined) {
          settle(() => {
            resolve(found);
          });
        }
      });
    }
    child.once('error', (cause) => {
      settle(() => {
        fail('cannot be run', cause);
      });
    });
    child.once('close', (code, signal) => {
      settle(() => {
        fail(`ended with ${String(code ?? signal)}`);
      });
    });
  });
  try {
    return { ready: await ready, said, [Symbol.asyncDispose]: () => end(child) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
