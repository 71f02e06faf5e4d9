import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from '@postgres-ha/testkit';

export interface ProcessEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of the watchdog's log. */
export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** `split-brain-watchdog serve`, as a process of its own; disposal kills it. */
export interface ServedWatchdog extends AsyncDisposable {
  readonly lines: () => readonly LogLine[];
  /** Waits for the first line that fits. */
  readonly line: (event: string, fits?: (line: LogLine) => boolean) => Promise<LogLine>;
  readonly get: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** The value of a metric, with its labels as they are written. */
  readonly metric: (name: string) => Promise<number | undefined>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<ProcessEnd>;
}

const MAIN = resolve(import.meta.dirname, '../../../split-brain-watchdog/src/main.ts');
export const SOON = { timeoutMs: 300_000, intervalMs: 50 } as const;

/** For `check`, which ends when it knows: a busy machine takes longer until then. */
export const PATIENT = ['--timeout', '2m'] as const;

/** Runs the program to its end. */
export function watchdog(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ProcessEnd> {
  return start(args, env).ended;
}

export function serveWatchdog(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServedWatchdog {
  const { child, ended, printed } = start(['serve', '--listen', '127.0.0.1:0', ...args], env);
  const lines = (): readonly LogLine[] =>
    printed()
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text) as LogLine);
  const line: ServedWatchdog['line'] = (event, fits = () => true) =>
    eventually(
      `a line ${event}`,
      () => Promise.resolve(lines().find((each) => each.event === event && fits(each))),
      SOON,
    );
  const get: ServedWatchdog['get'] = async (path) => {
    const { url } = await line('worker-started');
    const response = await fetch(`${String(url)}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    lines,
    line,
    get,
    metric: async (name) => {
      const { text } = await get('/metrics');
      const found = text.split('\n').find((each) => each.startsWith(`${name} `));
      return found === undefined ? undefined : Number(found.slice(name.length + 1));
    },
    signal,
    ended,
    [Symbol.asyncDispose]: async () => {
      signal('SIGKILL');
      await ended;
    },
  };
}

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const output = { stdout: '', stderr: '' };
  return { child, ended: endOf(child, output), printed: () => output.stdout };
}

function endOf(child: ChildProcess, output: { stdout: string; stderr: string }): Promise<ProcessEnd> {
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, killedBy) => {
      done({ code, killedBy, ...output });
    });
  });
}
