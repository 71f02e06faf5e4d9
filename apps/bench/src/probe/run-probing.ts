import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProbingFigures, ProbingOrder } from './probing.ts';

/** Little memory, as a container would give it: V8 takes more than it needs where there is plenty. */
export const MEMORY_FLAGS: readonly string[] = ['--max-semi-space-size=4', '--max-old-space-size=160'];

/** Has a process of its own carry an order out. It ends with this one. */
export async function runProbing(name: string, order: ProbingOrder): Promise<ProbingFigures> {
  const child = fork(fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url)), {
    execArgv: [...MEMORY_FLAGS],
    serialization: 'advanced',
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name}: ended with ${String(code ?? signal)} before it told what it measured`);
  });
  const told = async (): Promise<unknown> => ((await once(child, 'message')) as [unknown])[0];
  try {
    await Promise.race([told(), ended]);
    const figures = told();
    child.send(order);
    return (await Promise.race([figures, ended])) as ProbingFigures;
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}
