import { SinkError, type Concern, type IncidentSink } from '@postgres-ha/incident';
import { Registry } from '@postgres-ha/worker-runtime';
import { fakeClock, type FakeClock } from '@postgres-ha/worker-runtime/examples';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  exampleConcern,
  exampleLog,
  exampleLook,
  exampleOutbox,
  memoryDisk,
  START,
  temporaryDirectory,
  type LogLine,
  type TemporaryDirectory,
} from '../example-outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { startDispatch, type Dispatch, type DispatchOptions } from './dispatch.ts';
import { dispatchMetrics } from './dispatch-metrics.ts';
import { exampleSink, type ExampleSink, type Trouble } from './example-sink.ts';

const MINUTE = 60_000;
const A = exampleConcern({ key: 'a' });
const B = exampleConcern({ key: 'b' });

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

interface Running extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly outbox: Outbox;
  readonly dispatch: Dispatch;
  readonly lines: readonly LogLine[];
  readonly look: (concerns: readonly Concern[]) => Promise<void>;
  readonly stop: () => void;
}

async function running(
  sinks: readonly IncidentSink[],
  more: Partial<DispatchOptions> = {},
  files: Map<string, string> = new Map<string, string>(),
): Promise<Running> {
  const clock = fakeClock(START);
  const lines: LogLine[] = [];
  const log = exampleLog(lines);
  const outbox = await exampleOutbox(directory.path, { clock, log, disk: memoryDisk(files) });
  const stopping = new AbortController();
  const { signal } = stopping;
  const dispatch = await startDispatch({ outbox, sinks, clock, random: () => 0.5, log, signal, ...more });
  const stop = (): void => {
    stopping.abort();
  };
  return {
    ...{ clock, outbox, dispatch, lines, stop },
    look: async (concerns) => {
      await outbox.advance(exampleLook((clock.now() - START) / 1000, concerns));
      await clock.settle();
    },
    [Symbol.asyncDispose]: async () => {
      stop();
      await clock.pass(MINUTE);
      await dispatch.ended;
      await outbox[Symbol.asyncDispose]();
    },
  };
}

/** Every sink shows the newest revision of everything, posted once, with its thread in order. */
function expectShown({ outbox }: Running, ...sinks: readonly ExampleSink[]): void {
  for (const { shown } of sinks) {
    expect(new Set(shown.keys())).toEqual(new Set(outbox.shown().map(({ id }) => id)));
    for (const { id, revision, status, timeline } of outbox.shown()) {
      const thread = timeline.map(({ number }) => number);
      expect(shown.get(id)).toEqual({ revision, status, posts: 1, thread });
    }
  }
}

describe('sinks', () => {
  test('show an incident at once, each change of it, and its end', async () => {
    const [slack, github] = [exampleSink('slack'), exampleSink('github')];
    await using worker = await running([slack, github]);
    await worker.look([exampleConcern({ ...A, severity: 'warning' })]);
    expectShown(worker, slack, github);
    await worker.clock.pass(1000);
    await worker.look([A]);
    expectShown(worker, slack, github);
    await worker.clock.pass(1000);
    await worker.look([]);
    expectShown(worker, slack, github);
    expect(worker.dispatch.status()).toMatchObject([
      { name: 'slack', state: 'working', delivered: 3, waiting: 0 },
      { name: 'github', state: 'working', delivered: 3, waiting: 0 },
    ]);
  });

  test('that are out for an hour delay no other, and then show what is newest, with the thread in order', async () => {
    const outUntil = START + 60 * MINUTE;
    const clockOf: { now: () => number } = { now: () => START };
    const out = exampleSink('out', () => (clockOf.now() < outUntil ? 'before' : undefined));
    const well = exampleSink('well');
    await using worker = await running([out, well]);
    clockOf.now = worker.clock.now;
    for (let minute = 0; minute < 60; minute += 1) {
      await worker.look([exampleConcern({ key: 'a', summary: 'x'.repeat(minute + 1) })]);
      expectShown(worker, well);
      await worker.clock.pass(MINUTE);
    }
    expect(out.calls()).toBeLessThan(100);
    expect(worker.dispatch.status()[0]).toMatchObject({ state: 'failing', waiting: 1 });
    expect(worker.dispatch.status()[0]?.oldestWaitingMs).toBeGreaterThanOrEqual(59 * MINUTE);
    await worker.clock.pass(2 * MINUTE);
    expectShown(worker, out, well);
    expect(worker.dispatch.status()[0]).toMatchObject({ state: 'working', delivered: 1, oldestWaitingMs: 0 });
  });

  test('that hang are given up, and delay no other', async () => {
    const hung = exampleSink('hung', (call) => (call === 0 ? 'hangs' : undefined));
    const deaf: IncidentSink = { ...exampleSink('deaf'), deliver: () => new Promise(() => undefined) };
    const well = exampleSink('well');
    await using worker = await running([hung, deaf, well]);
    await worker.look([A]);
    expectShown(worker, well);
    await worker.clock.pass(30_000);
    await worker.clock.pass(1_000);
    expectShown(worker, hung);
    expect(worker.dispatch.status()[1]).toMatchObject({ state: 'failing', failed: 1 });
  });

  test('are left alone for as long as they asked', async () => {
    const limited = exampleSink('limited', (call) =>
      call === 0 ? new SinkError('later', 'too many requests', { retryAfterMs: 5 * MINUTE }) : undefined,
    );
    await using worker = await running([limited]);
    await worker.look([A]);
    await worker.clock.pass(5 * MINUTE - 1);
    expect(limited.calls()).toBe(1);
    await worker.look([A, B]);
    expect(limited.calls()).toBe(1);
    await worker.clock.pass(1);
    expectShown(worker, limited);
  });

  test('that refuse an incident get the others, and this one again ten minutes later, or when it is another', async () => {
    const picky = exampleSink('picky', (_, { key, revision }) =>
      key === 'a' && revision === 1 ? 'refuses' : undefined,
    );
    await using worker = await running([picky]);
    await worker.look([A]);
    await worker.clock.pass(5_000);
    await worker.look([A, B]);
    expect(picky.shown.size).toBe(1);
    expect(worker.dispatch.status()[0]).toMatchObject({
      ...{ state: 'refused', refused: 1, waiting: 1 },
      refusing: [{ because: 'the place does not take it' }],
    });
    await worker.clock.pass(10 * MINUTE);
    expect(worker.dispatch.status()[0]).toMatchObject({ refused: 2 });
    await worker.look([exampleConcern({ key: 'a', summary: 'Another.' }), B]);
    await worker.clock.pass(1_000);
    expectShown(worker, picky);
    expect(worker.dispatch.status()[0]).toMatchObject({ state: 'working', refusing: [] });
  });

  test('that forget get what is open again in time, and again in the next process, and nothing that is over', async () => {
    const fading = { ...exampleSink('fading'), refreshMs: 2 * MINUTE };
    const files = new Map<string, string>();
    {
      await using worker = await running([fading], {}, files);
      await worker.look([A]);
      const first = fading.calls();
      await worker.clock.pass(2 * MINUTE - 1);
      expect(fading.calls()).toBe(first);
      await worker.clock.pass(1);
      expect(fading.calls()).toBe(first + 1);
      await worker.clock.pass(10 * MINUTE);
      expect(fading.calls()).toBe(first + 6);
      expectShown(worker, fading);
      expect(worker.lines.filter(({ event, level }) => event === 'incident-told' && level === 'info')).toHaveLength(1);
    }
    const before = fading.calls();
    await using worker = await running([fading], {}, files);
    await worker.clock.settle();
    expect(fading.calls()).toBe(before + 1);
    await worker.look([]);
    const over = fading.calls();
    await worker.clock.pass(60 * MINUTE);
    expect(fading.calls()).toBe(over);
  });

  test('that get on are given time', async () => {
    const clockOf: { wait?: (ms: number) => Promise<void> } = {};
    const slow: IncidentSink = {
      ...exampleSink('slow'),
      deliver: async (_, { save, signal }) => {
        for (let step = 0; step < 10 && !signal.aborted; step += 1) {
          await clockOf.wait?.(20_000);
          await save(step);
        }
      },
    };
    await using worker = await running([slow]);
    clockOf.wait = (ms) => worker.clock.wait(ms, new AbortController().signal);
    await worker.look([A]);
    await worker.clock.pass(200_000);
    expect(worker.dispatch.status()).toMatchObject([{ delivered: 1, failed: 0 }]);
  });

  test('get the worst first', async () => {
    const sink = exampleSink('slack', (call) => (call === 0 ? 'before' : undefined));
    await using worker = await running([sink]);
    await worker.look([A]);
    await worker.look([A, exampleConcern({ key: 'i', severity: 'info' }), exampleConcern({ key: 'c' })]);
    await worker.clock.pass(MINUTE);
    const keys = new Map(worker.outbox.shown().map(({ id, key }) => [id, key]));
    expect([...sink.shown.keys()].map((id) => keys.get(id))).toEqual(['c', 'i', 'a']);
  });

  test('whose faults are bugs are tried again, and their messages are told to nobody', async () => {
    const broken: IncidentSink = {
      ...exampleSink('broken'),
      deliver: () => Promise.reject(new TypeError('https://hooks.example.org/secret')),
    };
    await using worker = await running([broken]);
    await worker.look([A]);
    expect(worker.dispatch.status()[0]).toMatchObject({ state: 'failing', failed: 1 });
    expect(JSON.stringify([worker.lines, worker.dispatch.status()])).not.toContain('hooks.example.org');
  });
});

test('whatever goes wrong at whichever call, in the end each sink shows all, posted once', async () => {
  const troubles = fc.array(fc.constantFrom<Trouble | undefined>('before', 'after', 'hangs', undefined), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(troubles, async (planted) => {
      await using own = await temporaryDirectory();
      const before = directory;
      directory = own;
      const sink = exampleSink('slack', (call) => planted[call]);
      await using worker = await running([sink]);
      directory = before;
      await worker.look([A]);
      await worker.clock.pass(MINUTE);
      await worker.look([A, B]);
      await worker.clock.pass(MINUTE);
      await worker.look([B]);
      await worker.clock.pass(60 * MINUTE);
      expectShown(worker, sink);
    }),
    { numRuns: 40 },
  );
});

describe('told to stop', () => {
  test('it ends what is under way, begins nothing more, and the next one does the rest', async () => {
    const release = new AbortController();
    const slow: IncidentSink = {
      ...exampleSink('slow'),
      deliver: () =>
        new Promise((resolve) => {
          release.signal.addEventListener('abort', () => {
            resolve();
          });
        }),
    };
    await using worker = await running([slow]);
    await worker.look([A, B]);
    worker.stop();
    await worker.clock.pass(1_000);
    release.abort();
    await worker.dispatch.ended;
    expect(worker.dispatch.status()).toMatchObject([{ delivered: 1, waiting: 1 }]);
  });

  test('it waits no longer than its grace for one that hangs', async () => {
    const deaf: IncidentSink = { ...exampleSink('deaf'), deliver: () => new Promise(() => undefined) };
    await using worker = await running([deaf], { graceMs: 2_000 });
    await worker.look([A]);
    worker.stop();
    await worker.clock.pass(2_000);
    await worker.dispatch.ended;
    expect(worker.dispatch.status()).toMatchObject([{ delivered: 0, failed: 0, waiting: 1 }]);
  });

  test('what a sink does after it was given up is not kept', async () => {
    const late = new AbortController();
    const outcomes: unknown[] = [];
    const deaf: IncidentSink = {
      ...exampleSink('deaf'),
      deliver: (_, { save }) =>
        new Promise(() => {
          late.signal.addEventListener('abort', () => {
            save({ ts: 'late' }).catch((error: unknown) => outcomes.push(error));
          });
        }),
    };
    await using worker = await running([deaf]);
    await worker.look([A]);
    await worker.clock.pass(30_000);
    late.abort();
    await worker.clock.settle();
    expect(outcomes).toHaveLength(1);
    const box = await worker.outbox.forSink('deaf');
    expect(box.progressOf(worker.outbox.shown()[0]?.id ?? '').progress).toBeUndefined();
  });
});

test('what is over and shown is forgotten after a week, and what a sink never took after five', async () => {
  const week = 7 * 24 * 60 * MINUTE;
  const [slack, dead] = [exampleSink('slack'), exampleSink('dead', () => 'refuses')];
  await using worker = await running([slack, dead], { retry: { refusedMs: week } });
  await worker.look([A]);
  await worker.look([]);
  await worker.clock.pass(2 * week);
  expect(worker.outbox.shown()).toHaveLength(1);
  await worker.clock.pass(4 * week);
  expect(worker.outbox.shown()).toEqual([]);
  expect(worker.lines.map(({ event }) => event)).toContain('incidents-dropped');
});

test('metrics say what was delivered, what waits, and whether it is kept', async () => {
  const registry = new Registry();
  const out = exampleSink('out', () => 'before');
  await using worker = await running([exampleSink('slack'), out]);
  dispatchMetrics({ dispatch: () => worker.dispatch, outbox: () => worker.outbox, registry, prefix: 'watchdog_' });
  await worker.look([A]);
  await worker.clock.pass(500);
  const text = await registry.metrics();
  expect(text).toContain('watchdog_notifications_delivered{sink="slack"} 1\n');
  expect(text).toContain('watchdog_notifications_waiting{sink="out"} 1\n');
  expect(text).toContain('watchdog_notifications_oldest_waiting_seconds{sink="out"} 0.5\n');
  expect(text).toContain('watchdog_open_incidents 1\n');
  expect(text).toContain('watchdog_outbox_kept 1\n');
});
