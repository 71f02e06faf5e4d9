import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryStore } from '@postgres-ha/object-store';
import { expect, test } from 'vitest';
import { exampleEvidence, PLACE } from './example-evidence.ts';
import { openLedger } from './ledger.ts';

const WORKER = join(import.meta.dirname, 'killed-worker.ts');
/** The proof, the one before it that goes, the run, the key. */
const WRITES = 4;

const kills = Array.from({ length: WRITES }, (_, at) =>
  (['before', 'in', 'after'] as const).map((moment) => ({ at, moment })),
).flat();

test.concurrent.for(kills.filter(({ at, moment }) => !(at === 1 && moment === 'in')))(
  'kill -9 $moment write $at leaves the old proof or the new one, and whole runs',
  async ({ at, moment }, { expect }) => {
    await using place = await emptyLedger();
    const { signal } = new AbortController();
    const { ledger, directory } = place;
    await ledger.remember(exampleEvidence(), { signal });
    await ledger.addRun(new Date('2026-11-25T03:00:00Z'), 'old run');

    expect(await endOf(directory, String(at), moment)).toBe('SIGKILL');

    const { evidence, notices } = await ledger.recall(PLACE, { signal });
    expect(notices).toEqual([]);
    const isDone = (write: number): boolean => at > write || (at === write && moment === 'after');
    const times = evidence.map((each) => each.at.toISOString()).toSorted();
    const [old, fresh] = ['2026-11-25T03:00:00.000Z', '2026-11-25T04:00:00.000Z'];
    expect(times).toEqual([...(isDone(1) ? [] : [old]), ...(isDone(0) ? [fresh] : [])]);
    expect((await ledger.runs({ limit: 9 })).texts).toEqual([...(isDone(2) ? ['new run'] : []), 'old run']);
    expect(await ledger.digestKey()).toHaveLength(32);
  },
);

test('a worker that nobody ends does all of these writes', async () => {
  await using place = await emptyLedger();
  await place.ledger.remember(exampleEvidence(), { signal: new AbortController().signal });
  expect(await endOf(place.directory, String(WRITES), 'before')).toBe(0);
});

async function endOf(...args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [WORKER, ...args], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code;
}

async function emptyLedger() {
  const directory = await mkdtemp(join(tmpdir(), 'pgha-killed-'));
  return {
    directory,
    ledger: openLedger({ store: openDirectoryStore({ directory }), prefix: 'ledger' }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
