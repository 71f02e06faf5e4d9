import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BotEvent } from '@postgres-ha/change-request';
import { DirectoryError, systemDisk, type Disk } from '@postgres-ha/worker-runtime/disk';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { openDeliveryQueue, type DeliveryQueue } from './delivery-queue.ts';
import { deliveryText, isDeliveryId, readDeliveryText } from './queued-delivery.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-11-26T10:00:00Z');
const comment = (number: number, body = '/help'): BotEvent => ({
  ...{ kind: 'comment', on: { kind: 'issue', number }, commentId: number * 10, body, url: 'https://example.com' },
  ...{ author: { login: 'ada', kind: 'person' }, at: new Date(START) },
});

let directory: TemporaryDirectory;
let now = START;
beforeEach(() => {
  directory = temporaryDirectory();
  now = START;
});
afterEach(() => {
  directory[Symbol.dispose]();
});

interface Opening {
  readonly disk?: Disk;
  readonly most?: number;
  readonly onCorrupt?: (file: string) => void;
}

function open({
  disk,
  most = 100,
  onCorrupt = (file) => expect.fail(`${file} is corrupt`),
}: Opening = {}): Promise<DeliveryQueue> {
  return openDeliveryQueue({
    ...{ directory: directory.path, now: () => new Date(now), most, rememberMs: 7 * DAY_MS, onCorrupt },
    ...(disk !== undefined && { disk }),
  });
}

const delivery = (id: string, number = 1) => ({ id, repository: 'acme/databases', events: [comment(number)] });
const ids = (queue: DeliveryQueue) => queue.waiting().map(({ id }) => id);

describe('a delivery that was taken', () => {
  test('is there for the next process, in the order in which it came', async () => {
    {
      await using queue = await open();
      for (const id of ['c', 'a', 'b']) expect(await queue.take(delivery(id))).toBe('queued');
    }
    await using queue = await open();
    expect(ids(queue)).toEqual(['c', 'a', 'b']);
    expect(queue.waiting()[0]).toMatchObject({ repository: 'acme/databases', events: [comment(1)], attempts: 0 });
    await queue.take(delivery('d'));
    expect(ids(queue)).toEqual(['c', 'a', 'b', 'd']);
  });

  test('is taken once, however often and however fast it is sent', async () => {
    await using queue = await open();
    const answers = await Promise.all(Array.from({ length: 10 }, () => queue.take(delivery('a'))));
    expect(answers.toSorted()).toEqual(['queued', ...Array.from({ length: 9 }, () => 'seen-before')]);
    expect(ids(queue)).toEqual(['a']);
  });

  test('is not taken again once it was done, by the next process either, and is after it was forgotten', async () => {
    {
      await using queue = await open();
      await queue.take(delivery('a'));
      await queue.done('a', [{ kind: 'nothing' }]);
      expect(await queue.take(delivery('a'))).toBe('seen-before');
    }
    now += 6 * DAY_MS;
    await using queue = await open();
    await queue.prune();
    expect(await queue.take(delivery('a'))).toBe('seen-before');
    now += 2 * DAY_MS;
    await queue.prune();
    expect(readdirSync(join(directory.path, 'done'))).toEqual([]);
    expect(await queue.take(delivery('a'))).toBe('queued');
  });

  test('keeps its attempts and when it is due over a restart', async () => {
    {
      await using queue = await open();
      await queue.take(delivery('a'));
      await queue.postpone('a', { notBefore: new Date(START + 5000), because: 'GitHub is down', counts: 'wait' });
      await queue.postpone('a', { notBefore: new Date(START + 9000), because: 'it failed', counts: 'attempt' });
    }
    await using queue = await open();
    expect(queue.waiting()).toMatchObject([
      { attempts: 1, waits: 2, notBefore: new Date(START + 9000), lastProblem: 'it failed' },
    ]);
  });

  test('and set aside waits for a person, and is tried anew when it is sent again', async () => {
    {
      await using queue = await open();
      await queue.take(delivery('a'));
      await queue.setAside('a', 'it fails each time');
    }
    await using queue = await open();
    expect(ids(queue)).toEqual([]);
    expect(queue.aside()).toMatchObject([{ id: 'a', because: 'it fails each time', at: new Date(START) }]);
    expect(await queue.take(delivery('a'))).toBe('queued');
    expect(queue.aside()).toEqual([]);
    expect(readdirSync(join(directory.path, 'aside'))).toEqual([]);
  });
});

test('a queue that is full takes nothing more, and what was set aside counts', async () => {
  await using queue = await open({ most: 2 });
  await queue.take(delivery('a'));
  await queue.take(delivery('b'));
  await queue.setAside('b', 'it fails');
  expect(await queue.take(delivery('c'))).toBe('full');
  expect(await queue.take(delivery('a'))).toBe('seen-before');
  await queue.done('a', []);
  expect(await queue.take(delivery('c'))).toBe('queued');
});

test('one process has the directory at a time', async () => {
  await using queue = await open();
  expect(queue.waiting()).toEqual([]);
  await expect(open()).rejects.toThrow(DirectoryError);
});

test('a file that cannot be read is set aside and told, and the others are handled', async () => {
  {
    await using queue = await open();
    await queue.take(delivery('a'));
  }
  const good = readFileSync(join(directory.path, 'waiting/a.json'), 'utf8');
  for (const [name, text] of Object.entries({
    empty: '',
    cut: good.slice(0, -20),
    other: '{"kind":"other"}',
    moved: good,
  })) {
    writeFileSync(join(directory.path, `waiting/${name}.json`), text);
  }
  const corrupt: string[] = [];
  {
    await using queue = await open({ onCorrupt: (file) => corrupt.push(file) });
    expect(ids(queue)).toEqual(['a']);
    expect(
      queue
        .aside()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['cut', 'empty', 'moved', 'other']);
  }
  expect(corrupt.toSorted()).toEqual(['cut.json', 'empty.json', 'moved.json', 'other.json']);
  await using queue = await open();
  expect(queue.aside()).toHaveLength(4);
});

describe('a process that ends between any two steps', () => {
  class Killed extends Error {}

  /** A disk on which nothing happens any more from the step of that number on. */
  function dying(at: number): { readonly disk: Disk; readonly steps: () => number } {
    let steps = 0;
    const onStep = (): void => {
      steps += 1;
      if (steps > at) throw new Killed();
    };
    return { disk: systemDisk(onStep), steps: () => steps };
  }

  type Life = (queue: DeliveryQueue) => Promise<void>;
  const LIVES: Readonly<Record<string, Life>> = {
    done: async (queue) => {
      await queue.take(delivery('a'));
      await queue.done('a', []);
    },
    'postponed and done': async (queue) => {
      await queue.take(delivery('a'));
      await queue.postpone('a', { notBefore: new Date(START), because: 'later', counts: 'wait' });
      await queue.done('a', []);
    },
    'set aside, sent again and done': async (queue) => {
      await queue.take(delivery('a'));
      await queue.setAside('a', 'it fails');
      await queue.take(delivery('a'));
      await queue.done('a', []);
    },
  };

  test.each(Object.entries(LIVES))('loses nothing that was taken, and has nothing twice: %s', async (_, life) => {
    let whole = 0;
    for (let at = 0; ; at += 1) {
      using own = temporaryDirectory();
      const options = { directory: own.path, now: () => new Date(now), most: 9, rememberMs: DAY_MS };
      const { disk, steps } = dying(at);
      const was = { taken: false };
      {
        await using queue = await openDeliveryQueue({ ...options, disk, onCorrupt: () => expect.fail('corrupt') });
        const noting: DeliveryQueue = {
          ...queue,
          take: async (each) => {
            const answer = await queue.take(each);
            was.taken = true;
            return answer;
          },
        };
        await life(noting).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
      }
      await using after = await openDeliveryQueue({ ...options, onCorrupt: () => expect.fail('corrupt') });
      const places = [
        ids(after).length,
        after.aside().length,
        existsSync(join(own.path, 'done/2026-11-26/a.json')) ? 1 : 0,
      ];
      const there = places.reduce((sum, count) => sum + count, 0);
      expect(there, `ended before step ${at + 1}`).toBeLessThanOrEqual(1);
      if (was.taken) expect(there, `ended before step ${at + 1}`).toBe(1);
      // Whatever is there, sent again it is not handled twice.
      if (there === 1 && after.aside().length === 0) expect(await after.take(delivery('a'))).toBe('seen-before');
      if (steps() <= at) break;
      whole += 1;
    }
    expect(whole).toBeGreaterThan(5);
  });
});

test('a disk that is full is no delivery that was taken', async () => {
  const disk = systemDisk((step) => {
    if (step === 'sync') throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  await using queue = await open({ disk });
  await expect(queue.take(delivery('a'))).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(ids(queue)).toEqual([]);
});

test('no id of a delivery leads out of the directory', () => {
  for (const id of ['..', '.', '../a', 'a/b', 'a\\b', '', ' ', 'a\u0000', 'a'.repeat(65), 'é', '-a']) {
    expect(isDeliveryId(id), id).toBe(false);
  }
  expect(isDeliveryId('72d3162e-cc78-11e3-81ab-4c9367dc0958')).toBe(true);
});

test('what is written of any comment is read back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (body, number) => {
      const queued = {
        ...{ id: 'a', repository: 'acme/databases', sequence: 1, receivedAt: new Date(START), attempts: 0, waits: 0 },
        ...{ notBefore: undefined, lastProblem: undefined, events: [comment(number, body)] },
      };
      expect(readDeliveryText(deliveryText(queued))).toEqual(queued);
    }),
  );
});
