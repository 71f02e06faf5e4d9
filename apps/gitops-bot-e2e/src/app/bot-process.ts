import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from '@postgres-ha/testkit';

export interface ProcessEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of the bot's log. */
export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What `/status.json` says, as far as tests ask. */
export interface StatusSeen {
  readonly repositories: readonly {
    readonly running: string | null;
    readonly lastTick: string | null;
    readonly problem: string | null;
    readonly locks: readonly { readonly target: string; readonly pullRequest: number | null }[];
  }[];
  readonly waiting: readonly { readonly id: string }[];
  readonly aside: readonly { readonly id: string; readonly because: string }[];
  readonly recent: readonly { readonly what: string; readonly outcome: string }[];
}

/** `gitops-bot serve`, as a process of its own; disposal kills it. */
export interface ServedBot extends AsyncDisposable {
  readonly lines: () => readonly LogLine[];
  /** Waits for the first line that fits. */
  readonly line: (event: string, fits?: (line: LogLine) => boolean) => Promise<LogLine>;
  /** Where webhooks go, once it listens. */
  readonly webhooks: () => Promise<string>;
  readonly get: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  readonly status: () => Promise<StatusSeen>;
  /** Waits until it has looked after everything once, and nothing is left to do. */
  readonly settled: () => Promise<StatusSeen>;
  readonly metric: (name: string) => Promise<number | undefined>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<ProcessEnd>;
}

const MAIN = resolve(import.meta.dirname, '../../../gitops-bot/src/main.ts');
export const SOON = { timeoutMs: 120_000, intervalMs: 50 } as const;

type Env = Readonly<Record<string, string>>;
export interface Run {
  readonly env?: Env;
  readonly cwd?: string;
}

/** Runs the program to its end. */
export function runBot(args: readonly string[], run: Run = {}): Promise<ProcessEnd> {
  return start(args, run).ended;
}

export function serveBot(args: readonly string[], run: Run = {}): ServedBot {
  const { child, ended, printed } = start(['serve', '--listen', '127.0.0.1:0', ...args], run);
  const lines = (): readonly LogLine[] =>
    printed()
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text) as LogLine);
  const line: ServedBot['line'] = (event, fits = () => true) =>
    eventually(
      `a line ${event}`,
      () => {
        const found = lines().find((each) => each.event === event && fits(each));
        if (found === undefined && child.exitCode !== null) throw new Error(`it ended: ${printed()}`);
        return Promise.resolve(found);
      },
      SOON,
    );
  const get: ServedBot['get'] = async (path) => {
    const { url } = await line('worker-started');
    const response = await fetch(`${String(url)}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const status: ServedBot['status'] = async () => JSON.parse((await get('/status.json')).text) as StatusSeen;
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    ...{ lines, line, get, status, signal, ended },
    webhooks: async () => String((await line('worker-ready'))['webhooks']),
    settled: () =>
      eventually(
        'nothing left to do',
        async () => {
          const seen = await status();
          const isIdle = seen.repositories.every(({ running, lastTick }) => running === null && lastTick !== null);
          return isIdle && seen.waiting.length === 0 ? seen : undefined;
        },
        SOON,
      ),
    metric: async (name) => {
      const { text } = await get('/metrics');
      const found = text.split('\n').find((each) => each.startsWith(`${name} `));
      return found === undefined ? undefined : Number(found.slice(name.length + 1));
    },
    [Symbol.asyncDispose]: async () => {
      signal('SIGKILL');
      await ended;
    },
  };
}

function start(args: readonly string[], { env = {}, cwd }: Run) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    ...(cwd !== undefined && { cwd }),
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
