import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, lchownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';

/** A lab in a process of its own, with a directory for temporary files of its own. Disposal ends it the hard way. */
export interface RunningLab extends AsyncDisposable {
  readonly pid: number;
  readonly temporaryDirectory: string;
  readonly said: () => string;
  /** Waits until it has said so. @throws when it ends before */
  readonly saying: (text: string) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, and what it said. */
  readonly ended: () => Promise<EndedLab>;
}

export interface EndedLab {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LabProcessOptions {
  /** Who runs it, when this is root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** `npm start -- …` instead of the program itself. */
  readonly by?: 'npm';
  /** Of a lab that ran before. */
  readonly temporaryDirectory?: string;
}

/** An account that owns nothing. */
export const NOBODY = { uid: 65_534, gid: 65_534 } as const;
const MAIN = join(ROOT, 'apps/lab/src/main.ts');

/** Short, since a socket's address holds no long path. */
function makeTemporaryDirectory({ uid, gid }: { readonly uid: number; readonly gid: number }): string {
  const directory = mkdtempSync('/tmp/lab-e2e-');
  chmodSync(directory, 0o755);
  if (process.getuid?.() === 0) lchownSync(directory, uid, gid);
  return directory;
}

export function runLab(args: readonly string[], { user, by, temporaryDirectory }: LabProcessOptions = {}): RunningLab {
  const owner = user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const directory = temporaryDirectory ?? makeTemporaryDirectory(owner);
  const [program, all] = by === 'npm' ? ['npm', ['start', '--', ...args]] : [process.execPath, [MAIN, ...args]];
  const child = spawn(program, all, {
    cwd: ROOT,
    ...user,
    env: { ...plainEnvironment(), TMPDIR: directory, ...(user && { HOME: directory }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const news = new EventEmitter();
  const collect = (stream: 'stdout' | 'stderr') => (text: string) => {
    output[stream] += text;
    news.emit('news');
  };
  child.stdout.setEncoding('utf8').on('data', collect('stdout'));
  child.stderr.setEncoding('utf8').on('data', collect('stderr'));
  const closed = once(child, 'close').then(() => news.emit('news'));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    temporaryDirectory: directory,
    said: () => output.stdout,
    saying: async (text) => {
      while (!output.stdout.includes(text)) {
        if (hasEnded()) throw new Error(`the lab ended before it said "${text}":\n${output.stdout}${output.stderr}`);
        await once(news, 'news');
      }
    },
    kill: (signal) => {
      child.kill(signal);
    },
    ended: async () => {
      await closed;
      return { exitCode: child.exitCode ?? undefined, ...output };
    },
    [Symbol.asyncDispose]: async () => {
      await end(child);
      if (temporaryDirectory === undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

/** What a newcomer's shell has: nothing of the npm run around this test. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_OPTIONS$|INIT_CWD$|VITEST)/.test(name));
  return { ...Object.fromEntries(own), npm_config_update_notifier: 'false' };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a lab has left: processes that work in its directory or name it, and entries of the directory. What Node has compiled may stay. */
export function leftBy({ temporaryDirectory }: Pick<RunningLab, 'temporaryDirectory'>): readonly string[] {
  const entries = readdirSync(temporaryDirectory).filter((name) => !/^(?:node-compile-cache|\.npm)$/.test(name));
  const processes = processesIn(temporaryDirectory).map(({ pid, command }) => `process ${pid}: ${command}`);
  return [...entries, ...processes];
}

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes that work in a directory or name it. */
export function processesIn(directory: string): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const place = command.includes(directory) ? directory : readlinkSync(`/proc/${name}/cwd`);
        return command !== '' && place.startsWith(directory) ? [{ pid: Number(name), command }] : [];
      } catch {
        // it has ended meanwhile
        return [];
      }
    });
}
