import type { DeliveryOutcome } from '@postgres-ha/change-delivery';
import type { BotEvent } from '@postgres-ha/change-request';
import { GitHubError } from '@postgres-ha/github-api';
import { fakeClock, type FakeClock } from '@postgres-ha/worker-runtime/examples';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDeliveryQueue, type DeliveryQueue } from '../queue/delivery-queue.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { backOffMs } from './classify-failure.ts';
import { openLane, type Handled, type RepositoryLane } from './repository-lane.ts';

const START = Date.parse('2026-11-26T10:00:00Z');
const DAY_MS = 86_400_000;
const NOTHING: DeliveryOutcome = { kind: 'nothing', because: 'none' };

let directory: TemporaryDirectory;
let clock: FakeClock;
let queue: DeliveryQueue;
let stop: AbortController;
let handled: Handled[];
let opened: RepositoryLane[];
beforeEach(async () => {
  directory = temporaryDirectory();
  clock = fakeClock(START);
  stop = new AbortController();
  handled = [];
  opened = [];
  queue = await openDeliveryQueue({
    ...{ directory: directory.path, now: () => new Date(clock.now()), most: 100, rememberMs: DAY_MS },
    onCorrupt: () => undefined,
  });
});
afterEach(async () => {
  stop.abort();
  // what one of them still has to tell is not told to the next test
  await Promise.all(opened.map(({ ended }) => ended));
  await queue[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

interface Lane {
  readonly handle?: (event: BotEvent, signal: AbortSignal) => Promise<DeliveryOutcome>;
  readonly tick?: (signal: AbortSignal) => Promise<DeliveryOutcome>;
  readonly repository?: string;
}

function lane({
  handle = () => Promise.resolve(NOTHING),
  tick = () => Promise.resolve(NOTHING),
  repository = 'acme/databases',
}: Lane = {}): RepositoryLane {
  const open = openLane({
    ...{ repository, queue, clock, handle, tick, signal: stop.signal, random: () => 0 },
    ...{ longestMs: 60_000, mostAttempts: 3, oldestMs: DAY_MS },
    onHandled: (each) => handled.push(each),
  });
  opened.push(open);
  return open;
}

const event = (number: number): BotEvent => ({ kind: 'pull-request', number });
const take = (id: string, number: number, repository = 'acme/databases') =>
  queue.take({ id, repository, events: [event(number)] });

/** Disks take a moment that no clock of a test turns. */
async function until(done: () => boolean, passMs = 0): Promise<void> {
  await expect
    .poll(
      async () => {
        await clock.pass(passMs);
        return done();
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBe(true);
}

const order = () => handled.map(({ what, end }) => `${what === 'tick' ? 'tick' : what.id} ${end.kind}`);

test('deliveries are handled one after the other in the order in which they came, and those of others are left', async () => {
  let at = 0;
  let most = 0;
  await take('a', 1);
  await take('other', 1, 'acme/other');
  await take('b', 2);
  lane({
    handle: async () => {
      at += 1;
      most = Math.max(most, at);
      await Promise.resolve();
      at -= 1;
      return NOTHING;
    },
  });
  await until(() => handled.length === 2);
  expect(order()).toEqual(['a done', 'b done']);
  expect(most).toBe(1);
  expect(queue.waiting().map(({ id }) => id)).toEqual(['other']);
});

test('what has to wait waits, holds back what was said of the same thing, and nothing else', async () => {
  let ready = false;
  await take('a', 1);
  await take('b', 1);
  await take('c', 2);
  lane({
    handle: (each) =>
      Promise.resolve(
        each.kind === 'pull-request' && each.number === 1 && !ready
          ? { kind: 'later', afterMs: 5000, because: 'somebody is at work' }
          : NOTHING,
      ),
  });
  await until(() => handled.length === 2);
  expect(order()).toEqual(['a again', 'c done']);
  ready = true;
  await clock.pass(4000);
  expect(handled).toHaveLength(2);
  await until(() => handled.length === 4, 1000);
  expect(order().slice(2)).toEqual(['a done', 'b done']);
});

test('a failure of its own is tried three times with growing pauses, then set aside for a person', async () => {
  await take('a', 1);
  lane({ handle: () => Promise.reject(new Error('a bug')) });
  await until(() => handled.length === 3, 500);
  expect(order()).toEqual(['a again', 'a again', 'a aside']);
  expect(queue.aside()).toMatchObject([{ id: 'a', because: 'a bug' }]);
});

test('GitHub that is down, limits and a key that does not count any more are waited for, and no event is given up for them', async () => {
  const problems = ['unavailable', 'rate-limited', 'unauthorized'] as const;
  let calls = 0;
  await take('a', 1);
  lane({
    handle: () => {
      calls += 1;
      const problem = problems[calls % 3] ?? 'unavailable';
      return calls > 12
        ? Promise.resolve(NOTHING)
        : Promise.reject(new GitHubError({ problem, operation: 'pulls/list', effect: 'none' }));
    },
  });
  await until(() => handled.some(({ end }) => end.kind === 'done'), 60_000);
  expect(queue.aside()).toEqual([]);
  expect(calls).toBe(13);
});

test('GitHub says how long it wants to be left alone', async () => {
  await take('a', 1);
  const limited = new GitHubError({ problem: 'rate-limited', operation: 'x', effect: 'none', retryAfterMs: 900_000 });
  lane({ handle: () => Promise.reject(limited) });
  await until(() => handled.length === 1);
  expect(queue.waiting()[0]?.notBefore).toEqual(new Date(START + 900_000));
});

test('what waited for longer than a delivery may is set aside', async () => {
  await take('a', 1);
  lane({ handle: () => Promise.resolve({ kind: 'later', afterMs: DAY_MS / 2, because: 'frozen' }) });
  await until(() => queue.aside().length === 1, DAY_MS / 4);
  expect(queue.aside()[0]?.because).toBe('frozen');
});

test('one that takes too long is ended by its signal, and that is an attempt', async () => {
  await take('a', 1);
  lane({
    handle: (_event, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  });
  await until(() => handled.length === 1, 10_000);
  expect(handled[0]?.end).toMatchObject({ kind: 'again', because: 'it took longer than 60 s' });
  expect(queue.waiting()[0]?.attempts).toBe(1);
});

test('a stop in the middle of one is no failure of it: the next process begins it anew', async () => {
  await take('a', 1);
  let began = false;
  const running = lane({
    handle: (_event, signal) =>
      new Promise((_, reject) => {
        began = true;
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  });
  await until(() => began);
  stop.abort();
  await running.ended;
  expect(handled).toEqual([]);
  expect(queue.waiting()).toMatchObject([{ id: 'a', attempts: 0 }]);
});

test('a disk that does not take what became of a delivery does not end the work: it is handled anew', async () => {
  await take('a', 1);
  let full = true;
  const done = queue.done;
  queue = { ...queue, done: (id, outcome) => (full ? Promise.reject(new Error('ENOSPC')) : done(id, outcome)) };
  lane();
  await until(() => handled.length === 1);
  expect(order()).toEqual(['a failed']);
  full = false;
  await until(() => handled.length === 2, 10_000);
  expect(order()).toEqual(['a failed', 'a done']);
});

test('a tick runs between two deliveries, never beside one, and a tick that fails is told', async () => {
  const open = lane({ tick: () => Promise.reject(new Error('no answer')) });
  await take('a', 1);
  open.wake();
  await open.tick();
  await until(() => handled.length === 2);
  expect(order().toSorted()).toEqual(['a done', 'tick failed']);
});

test('what is taken while nothing is to do is handled at once', async () => {
  const open = lane();
  await clock.settle();
  await take('a', 1);
  open.wake();
  await until(() => handled.length === 1);
  expect(order()).toEqual(['a done']);
});

test('pauses double up to five minutes, and are up to half shorter by chance', () => {
  expect([0, 1, 2, 5, 20, 1000].map((waits) => backOffMs(waits, 0))).toEqual([
    1000, 2000, 4000, 32_000, 300_000, 300_000,
  ]);
  expect(backOffMs(20, 0.999)).toBe(150_150);
});
