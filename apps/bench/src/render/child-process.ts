import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Run } from '../rounds.ts';

/**
 * Runs a program once, from its start to its end, and times that. What it prints is given back.
 * @param accepted exit codes that are no failure
 */
export function runProcess(
  command: string,
  args: readonly string[],
  accepted: readonly number[] = [0],
): { readonly ms: number; readonly output: string } {
  const start = performance.now();
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const ms = performance.now() - start;
  if (error !== undefined) throw new Error(`${command} could not run`, { cause: error });
  if (status === null || !accepted.includes(status))
    throw new Error(`${[command, ...args].join(' ')} ended with ${signal ?? status ?? ''}: ${stderr}`);
  return { ms, output: stdout };
}

/** A process that has done the work before, and does it once more whenever it is asked. */
export interface WarmProcess extends AsyncDisposable {
  readonly run: () => Promise<Run>;
}

/** How long a process may do the work before it counts as warm; it does it once at least. */
const WARM_UP_MS = 5_000;

/** Starts a script that calls `serveRuns`, and has it do the work until it is warm. */
export async function startWarmProcess(script: string, args: readonly string[]): Promise<WarmProcess> {
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await answerOf(child);
  const run = async (): Promise<Run> => {
    const answer = answerOf(child);
    child.send('run');
    return { kind: 'done', ms: Number(await answer) };
  };
  for (const start = performance.now(); performance.now() - start < WARM_UP_MS;) await run();
  return {
    run,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The next message of a process; it is an error when it ends instead. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController();
  const ended = once(child, 'exit', settled).then(() => {
    throw new Error(`${child.spawnargs.join(' ')} ended without an answer`);
  });
  try {
    const answer: readonly unknown[] = await Promise.race([once(child, 'message', settled), ended]);
    return answer[0];
  } finally {
    settled.abort();
  }
}

/** In the process itself: does the work whenever it is asked, and answers with the milliseconds that it took. */
export function serveRuns({
  prepare,
  work,
}: {
  readonly prepare?: () => void;
  readonly work: () => void | Promise<void>;
}): void {
  process.on('message', () => {
    prepare?.();
    const start = performance.now();
    const done = work();
    if (done === undefined) process.send?.(performance.now() - start);
    else void done.then(() => process.send?.(performance.now() - start));
  });
  process.send?.('ready');
}
