import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScratch, removeAbandonedScratch } from '../index.ts';
import { copyBinaries, needPostgres } from './binaries.ts';
import type { KilledRunStep } from './killed-run.ts';
import { makeSourceCluster, type SourceCluster } from './source-cluster.ts';
import { setTrap } from './trap.ts';

const need = needPostgres(18);

describe.skipIf(need.absent)(`a run that is killed${need.note}`, () => {
  const signal = AbortSignal.timeout(1_800_000);
  let directory: string;
  let source: SourceCluster;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'scratch-contract-'));
    await chmod(directory, 0o755);
    await using trap = await setTrap(directory);
    source = await makeSourceCluster(join(directory, 'source'), {
      major: 18,
      binDirectory: await copyBinaries(18, directory),
      trap,
    });
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  /** Runs `killed-run.ts`, which says each step, and kills it at the n-th of one kind. */
  async function killedAt(
    step: KilledRunStep,
    { nth, runId }: { readonly nth: number; readonly runId: string },
  ): Promise<void> {
    const { backup, archive, points, binDirectory } = source;
    const run: ChildProcess = fork(join(import.meta.dirname, 'killed-run.ts'), [], {
      env: {
        ...process.env,
        RUN: JSON.stringify({
          ...{ parent: directory, runId, binDirectory, archive, lsn: points.last.lsn.toString() },
          backup: { data: backup.data, tablespaces: [...backup.tablespaces] },
        }),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let heard = 0;
    run.on('message', (word) => {
      if (word === step) heard += 1;
      if (heard === nth) run.kill('SIGKILL');
    });
    const [code, killedBy] = (await once(run, 'exit')) as [number | null, string | null];
    expect({ code, killedBy }).toEqual({ code: null, killedBy: 'SIGKILL' });
  }

  async function scratches(): Promise<readonly string[]> {
    return (await readdir(directory)).filter((name) => name.startsWith('scratch-postgres-'));
  }

  const steps = [
    { step: 'claimed', nth: 1 },
    { step: 'member', nth: 700 },
    { step: 'wal', nth: 1 },
    { step: 'wal', nth: 7 },
    { step: 'inspect', nth: 2 },
    { step: 'done', nth: 1 },
  ] as const;

  test.each(steps)('at $step $nth leaves nothing that the next run does not remove', async ({ step, nth }) => {
    const runId = `killed-${step}-${nth}`;
    await killedAt(step, { nth, runId });
    await using alive = await createScratch({ parent: directory, runId: 'alive', signal });
    const removed = await removeAbandonedScratch(directory, { signal });
    expect(removed.map((name) => name.split('~')[0])).toEqual([`scratch-postgres-${runId}`]);
    expect(await scratches()).toEqual(['scratch-postgres-alive']);
    expect(await readdir(alive.directory)).toContain('claim.json');
    expect(await processesIn(directory)).toEqual([]);
    expect(await sharedMemoryOf(alive.user.uid)).toEqual([]);
  });

  test('a server ends by itself when the process that started it is killed', async () => {
    await killedAt('inspect', { nth: 1, runId: 'lonely' });
    while ((await processesIn(directory)).length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await removeAbandonedScratch(directory, { signal })).length).toBe(1);
  });

  test('what is not a scratch directory, or whose owner cannot be told, stays', async () => {
    await using alive = await createScratch({ parent: directory, runId: 'unclear', signal });
    await rm(join(alive.directory, 'claim.json'));
    expect(await removeAbandonedScratch(directory, { signal })).toEqual([]);
    expect(await removeAbandonedScratch(join(directory, 'not-there'), { signal })).toEqual([]);
    expect(await scratches()).toEqual(['scratch-postgres-unclear']);
  });
});

async function processesIn(directory: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return places.filter((place) => place.startsWith(`${directory}/scratch-postgres`));
}

async function sharedMemoryOf(uid: number): Promise<readonly string[]> {
  const lines = (await readFile('/proc/sysvipc/shm', 'latin1').catch(() => '')).split('\n').slice(1);
  return lines.filter((line) => Number(line.trim().split(/\s+/)[7]) === uid);
}
