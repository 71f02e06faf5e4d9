import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  exampleConcern,
  exampleLog,
  exampleLook,
  exampleOutbox,
  START,
  temporaryDirectory,
  type LogLine,
  type TemporaryDirectory,
} from '../example-outbox.ts';
import { systemDisk, type DiskStep } from '@postgres-ha/worker-runtime/disk';
import { OutboxError } from './outbox-error.ts';

const A = exampleConcern({ key: 'a' });
const B = exampleConcern({ key: 'b' });

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

const files = async (): Promise<readonly string[]> =>
  (await readdir(directory.path, { recursive: true })).filter((name) => name.endsWith('.json')).toSorted();

describe('an outbox', () => {
  test('knows in the next process what it knew, and how far each sink is', async () => {
    let before: unknown;
    {
      await using outbox = await exampleOutbox(directory.path);
      const [a] = await outbox.advance(exampleLook(0, [A, B]));
      const box = await outbox.forSink('slack:#alerts');
      await box.save(a?.id ?? '', { ts: '17.1' });
      await box.delivered(a?.id ?? '', 1);
      before = outbox.shown();
    }
    await using outbox = await exampleOutbox(directory.path);
    expect(outbox.shown()).toEqual(before);
    const box = await outbox.forSink('slack:#alerts');
    expect(box.waiting().map(({ key }) => key)).toEqual(['b']);
    expect(box.progressOf(outbox.shown()[0]?.id ?? '')).toMatchObject({ revision: 1, progress: { ts: '17.1' } });
    expect((await outbox.forSink('github')).waiting()).toHaveLength(2);
  });

  test('has an incident wait for a sink again when it has changed', async () => {
    await using outbox = await exampleOutbox(directory.path);
    const [a] = await outbox.advance(exampleLook(0, [A]));
    const box = await outbox.forSink('slack');
    await box.delivered(a?.id ?? '', 1);
    expect(box.waiting()).toEqual([]);
    await outbox.advance(exampleLook(1, []));
    expect(box.waiting()).toMatchObject([{ revision: 2, status: 'resolved' }]);
  });

  test('tells a sink that is new nothing of what was over before, and all of what ended unseen', async () => {
    const clock = fakeClock(START + 5000);
    await using outbox = await exampleOutbox(directory.path, { clock });
    await outbox.advance(exampleLook(0, [A]));
    await outbox.advance(exampleLook(1, [B]));
    const box = await outbox.forSink('slack');
    expect(box.waiting().map(({ key }) => key)).toEqual(['b']);
    await outbox.advance(exampleLook(10, []));
    expect(box.waiting()).toMatchObject([{ key: 'b', status: 'resolved' }]);
  });

  test('writes nothing for looks that change nothing', async () => {
    let steps = 0;
    const disk = systemDisk(() => {
      steps += 1;
    });
    await using outbox = await exampleOutbox(directory.path, { disk });
    await outbox.advance(exampleLook(0, [A]));
    const written = steps;
    for (let n = 1; n < 20; n += 1) await outbox.advance(exampleLook(n, [A]));
    expect(steps).toBe(written);
  });

  test('forgets what is over and shown, with what sinks saved of it', async () => {
    await using outbox = await exampleOutbox(directory.path);
    const [a] = await outbox.advance(exampleLook(0, [A]));
    const box = await outbox.forSink('slack');
    await box.save(a?.id ?? '', { ts: '1' });
    await outbox.advance(exampleLook(1, []));
    const before = new Date(START + 60_000);
    await outbox.forget({ before, sinks: ['slack'] });
    expect(outbox.shown()).toHaveLength(1);
    await box.delivered(a?.id ?? '', 2);
    await outbox.forget({ before, sinks: ['slack'] });
    expect(outbox.shown()).toEqual([]);
    await outbox.advance(exampleLook(100, [A]));
    expect(box.waiting()).toMatchObject([{ revision: 1 }]);
    expect(box.progressOf(a?.id ?? '').progress).toBeUndefined();
  });
});

describe('one process alone has it', () => {
  test('while it runs, and whoever comes second is told who', async () => {
    await using outbox = await exampleOutbox(directory.path);
    const second = exampleOutbox(directory.path);
    await expect(second).rejects.toThrow(OutboxError);
    await expect(second).rejects.toMatchObject({ problem: 'held' });
    await expect(second).rejects.toThrow(`process ${process.pid}`);
    await outbox.advance(exampleLook(0, [A]));
    expect(outbox.shown()).toHaveLength(1);
  });

  test('and the next one when it is closed', async () => {
    for (let n = 0; n < 3; n += 1) await (await exampleOutbox(directory.path))[Symbol.asyncDispose]();
  });
});

describe('what cannot be read', () => {
  const BROKEN = [
    { name: 'no JSON', text: '{"kind":', says: 'no JSON' },
    { name: 'empty', text: '', says: 'no JSON' },
    { name: 'of a later version', text: '{"kind":"postgres-ha-outbox","version":2}', says: 'version 2' },
    { name: 'another document', text: '{"kind":"x","version":1}', says: 'another document' },
    {
      name: 'of another shape',
      text: '{"kind":"postgres-ha-outbox","version":1,"sinks":[],"incidents":{"tracked":7}}',
      says: 'tracked',
    },
  ] as const;
  test.each(BROKEN)('$name, is an error that says so, and stays as it is', async ({ text, says }) => {
    const path = join(directory.path, 'incidents.json');
    await writeFile(path, text);
    const opening = exampleOutbox(directory.path);
    await expect(opening).rejects.toMatchObject({ problem: 'unreadable' });
    await expect(opening).rejects.toThrow(says);
    expect(await readFile(path, 'utf8')).toBe(text);
    await writeFile(
      path,
      '{"kind":"postgres-ha-outbox","version":1,"sinks":[],"incidents":{"tracked":[],"summaries":[],"openings":[]}}',
    );
    await (await exampleOutbox(directory.path))[Symbol.asyncDispose]();
  });

  test('is what sinks were told without the incidents that it was about', async () => {
    {
      await using outbox = await exampleOutbox(directory.path);
      const [a] = await outbox.advance(exampleLook(0, [A]));
      await (await outbox.forSink('slack')).delivered(a?.id ?? '', 1);
    }
    await rm(join(directory.path, 'incidents.json'));
    const before = await files();
    await expect(exampleOutbox(directory.path)).rejects.toMatchObject({ problem: 'unreadable' });
    expect(await files()).toEqual(before);
  });
});

describe('a disk that fails', () => {
  const STEPS: readonly DiskStep[] = ['write', 'sync', 'rename', 'sync-directory'];
  test.each(STEPS)('at %s does not keep people from being told, is said to, and is made up for', async (failing) => {
    const clock = fakeClock(START);
    const lines: LogLine[] = [];
    let isFull = false;
    const disk = systemDisk((step) => {
      if (isFull && step === failing) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    const heard: string[] = [];
    {
      await using outbox = await exampleOutbox(directory.path, { disk, clock, log: exampleLog(lines) });
      outbox.onChange(() => heard.push('change'));
      isFull = true;
      const [a] = await outbox.advance(exampleLook(0, [A]));
      await (await outbox.forSink('slack')).save(a?.id ?? '', { ts: '1' });
      expect(heard).toEqual(['change']);
      expect(outbox.health()).toMatchObject({ kind: 'not-kept' });
      expect(lines.map(({ event }) => event)).toEqual(['outbox-not-kept']);
      isFull = false;
    }
    await using outbox = await exampleOutbox(directory.path);
    const [a] = outbox.shown();
    expect(a).toMatchObject({ key: 'a' });
    expect((await outbox.forSink('slack')).progressOf(a?.id ?? '').progress).toEqual({ ts: '1' });
    expect(outbox.health()).toEqual({ kind: 'kept' });
  });

  test('that is well again gets what is missing without being asked', async () => {
    const clock = fakeClock(START);
    const lines: LogLine[] = [];
    let isFull = true;
    const disk = systemDisk(() => {
      if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    await using outbox = await exampleOutbox(directory.path, { disk, clock, log: exampleLog(lines) });
    await outbox.advance(exampleLook(0, [A]));
    isFull = false;
    await clock.pass(5_000);
    await expect.poll(() => outbox.health()).toEqual({ kind: 'kept' });
    expect(await files()).toContain('incidents.json');
    expect(lines.map(({ event }) => event)).toEqual(['outbox-not-kept', 'outbox-kept']);
  });
});
