import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Incident } from '@postgres-ha/incident';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../example-outbox.ts';

const WORKER = join(import.meta.dirname, 'killed-dispatch.ts');
/** No step is as late. */
const NEVER = -1;
/** Of so many kills one is followed by a second. */
const SOME = 4;
/** Most of a life is waiting for the disk. */
const AT_ONCE = 4;

interface Ended {
  readonly signal: string | null;
  readonly code: number | null;
  readonly steps: number;
  readonly shown: readonly Incident[];
}

interface Running {
  readonly killAt: number;
  /** Where Node keeps what it compiled, so that hundreds of processes start in time. */
  readonly compileCache: string;
}

async function run(directory: string, { killAt, compileCache }: Running): Promise<Ended> {
  const args = [WORKER, join(directory, 'outbox'), join(directory, 'places'), String(killAt)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const [printed, [code, signal]] = await Promise.all([
    text(child.stdout),
    once(child, 'exit') as Promise<[number | null, string | null]>,
  ]);
  const { steps, shown } = (printed === '' ? { steps: 0, shown: [] } : JSON.parse(printed)) as Ended;
  return { code, signal, steps, shown };
}

async function expectAllShown(directory: string, shown: readonly Incident[]): Promise<void> {
  expect(shown.map(({ key, status }) => `${key} ${status}`)).toEqual(['a resolved', 'b open']);
  for (const { id, status, revision, timeline } of shown) {
    const seen: unknown = JSON.parse(await readFile(join(directory, 'places', `slack-${id}.json`), 'utf8'));
    expect(seen).toEqual({ status, revision, thread: timeline.map(({ number }) => number) });
  }
  const posts = (await readFile(join(directory, 'places', 'posts.log'), 'utf8')).trim().split('\n');
  expect(posts).toHaveLength(new Set(posts).size);
}

test('kill -9 between any two steps of a write, and a second time, loses nothing and posts nothing twice', async () => {
  await using cache = await temporaryDirectory();
  const compileCache = cache.path;
  await using whole = await temporaryDirectory();
  await mkdir(join(whole.path, 'places'));
  const unharmed = await run(whole.path, { killAt: NEVER, compileCache });
  expect(unharmed).toMatchObject({ code: 0, signal: null });
  await expectAllShown(whole.path, unharmed.shown);
  expect(unharmed.steps).toBeGreaterThan(40);

  const live = async (at: number): Promise<void> => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, 'places'));
    expect(await run(directory.path, { killAt: at, compileCache })).toMatchObject({ signal: 'SIGKILL' });
    if (at % SOME === 0) await run(directory.path, { killAt: (at * 7) % unharmed.steps, compileCache });
    const last = await run(directory.path, { killAt: NEVER, compileCache });
    expect({ at, code: last.code }).toEqual({ at, code: 0 });
    await expectAllShown(directory.path, last.shown);
  };
  const steps = Array.from({ length: unharmed.steps }, (_, at) => at).values();
  // each takes the next; one that fails ends its own, and all are waited for
  const lanes = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async () => {
      for (const at of steps) await live(at);
    }),
  );
  expect(lanes.filter(({ status }) => status === 'rejected')).toEqual([]);
});
