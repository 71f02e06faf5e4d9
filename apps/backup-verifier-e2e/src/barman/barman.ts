import type { BarmanSeries, InstalledPart } from '@postgres-ha/testkit';
import { barmanPart } from '@postgres-ha/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** Barman's programs, by the module of barman.clients that holds them; and its codecs by themselves. */
export type BarmanProgram =
  'cloud_backup' | 'cloud_restore' | 'cloud_walarchive' | 'cloud_walrestore' | 'compress' | 'decompress';

export interface BarmanResult {
  readonly exitCode: number;
  /** What the program printed, both streams as they came. */
  readonly log: string;
}

/** Of one call, or of several that are made one after the other up to the first that fails. */
export type BarmanArguments = readonly string[] | readonly (readonly string[])[];

/** The real Barman of one series, kept warm: starting it for each of a thousand files would cost half a second each. */
export interface Barman extends AsyncDisposable {
  readonly series: BarmanSeries;
  /** Runs a program to its end. An exit code is a result; a Barman that does not answer is an exception. */
  readonly run: (program: BarmanProgram, args: BarmanArguments) => Promise<BarmanResult>;
  /** As `run`, with the exit code 0 or an exception that carries the end of the log. */
  readonly mustRun: (program: BarmanProgram, args: BarmanArguments) => Promise<void>;
}

export interface BarmanOptions {
  readonly part?: InstalledPart;
  /** Added to the environment: credentials of the S3 server, for one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Programs that run at once. */
  readonly concurrency?: number;
}

const DRIVER = resolve(import.meta.dirname, 'barman-driver.py');

/** @param series which Barman @see ./barman-driver.py for how it is kept warm */
export async function startBarman(
  series: BarmanSeries,
  { part = barmanPart(series), env = {}, concurrency = 2 }: BarmanOptions = {},
): Promise<Barman> {
  const logs = await mkdtemp(join(tmpdir(), 'pgha-barman-'));
  const child = spawn(join(part.directory, 'bin/python'), [DRIVER], {
    env: { ...process.env, ...env, PYTHONWARNINGS: 'ignore' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (exit: number | Error) => void>();
  const queue: (() => void)[] = [];
  let running = 0;
  let last = 0;
  const fail = (): void => {
    for (const answer of waiting.values()) answer(new Error(`Barman ${series} has ended without an answer`));
  };
  const ended = once(child, 'close').then(fail, fail);
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, exit } = JSON.parse(line) as { readonly id: number; readonly exit: number };
    waiting.get(id)?.(exit);
  });

  const run = async (program: BarmanProgram, args: BarmanArguments): Promise<BarmanResult> => {
    if (running >= concurrency) {
      await new Promise<void>((start) => {
        queue.push(start);
      });
    }
    running += 1;
    const id = (last += 1);
    const log = join(logs, `${id}.log`);
    try {
      const exit = await new Promise<number | Error>((answer) => {
        waiting.set(id, answer);
        child.stdin.write(`${JSON.stringify({ id, program, arguments: args, log })}\n`);
      });
      if (exit instanceof Error) throw exit;
      return { exitCode: exit, log: await readFile(log, 'utf8') };
    } finally {
      waiting.delete(id);
      running -= 1;
      queue.shift()?.();
      await rm(log, { force: true });
    }
  };

  return {
    series,
    run,
    mustRun: async (program, args) => {
      const { exitCode, log } = await run(program, args);
      if (exitCode === 0) return;
      throw new Error(
        `${program} ${args.flat().slice(0, 40).join(' ')} of Barman ${series} ended with ${exitCode}:\n${log.slice(-4000)}`,
      );
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
      await rm(logs, { recursive: true, force: true });
    },
  };
}
