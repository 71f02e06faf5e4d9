import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording, replay, type ProbeObservation, type WatchEvent } from '@postgres-ha/split-brain';
import { fakeClock, type FakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { answerAs, temporaryDirectory } from '../example-machine.ts';
import { openRecorder, type Recorder, type RecorderTrouble } from './recorder.ts';

const START = Date.parse('2026-11-26T01:00:00Z');
const DAY_MS = 86_400_000;
const CLUSTER = {
  name: 'production/orders',
  members: [
    { name: 'a', claim: 'member' as const },
    { name: 'b', claim: 'member' as const },
  ],
  ...{ probeIntervalMs: 1000, smartShutdownSeconds: null },
};

function seen(member: string, received: number): ProbeObservation {
  return {
    ...{ kind: 'probe', observer: 'o1', member, sent: received - 1, received, via: 'session', session: `${member}-1` },
    ...{ outcome: 'answered', answer: answerAs(member === 'a' ? 'primary' : 'standby'), code: null },
  };
}

async function recorder(directory: string, more: { readonly sizeBytes?: number } = {}) {
  const clock = fakeClock(START);
  const troubles: RecorderTrouble[] = [];
  const opened = await openRecorder({
    ...{ directory, sizeBytes: 1024 ** 2, keepIncidentsMs: 14 * DAY_MS, clusters: [CLUSTER], observer: 'o1' },
    ...{ startedAt: new Date(START), clock, onTrouble: (trouble) => troubles.push(trouble) },
    ...more,
  });
  return { clock, troubles, opened };
}

function files(directory: string): readonly string[] {
  return readdirSync(join(directory, 'production+orders')).sort();
}

function read(directory: string, file: string) {
  const result = readRecording(readFileSync(join(directory, 'production+orders', file), 'utf8'));
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
  return result.recording;
}

async function recordFor(
  given: { readonly opened: Recorder; readonly clock: FakeClock },
  rounds: number,
): Promise<void> {
  const from = given.clock.elapsed();
  for (let round = 0; round < rounds; round += 1) {
    given.opened.record(CLUSTER.name, seen('a', from + round * 1000));
    given.opened.record(CLUSTER.name, seen('b', from + round * 1000 + 500));
    await given.clock.pass(1000);
    await given.opened.flush();
  }
}

describe('recordings', () => {
  test('have everything that was seen, in order, and say of what they are', async () => {
    using directory = temporaryDirectory();
    const { clock, opened } = await recorder(directory.path);
    await recordFor({ clock, opened }, 3);
    await opened[Symbol.asyncDispose]();
    const [file = ''] = files(directory.path);
    expect(file).toBe('20261126T010001000Z.ndjson');
    const { header, events, torn } = read(directory.path, file);
    expect(header).toMatchObject({ cluster: CLUSTER, observer: 'o1', startedAt: '2026-11-26T01:00:00.000Z' });
    expect(events.map(({ received }) => received)).toEqual([0, 500, 1000, 1500, 2000, 2500]);
    expect(torn).toBeNull();
  });

  test('have what was seen last, when the watchdog ends before it is written', async () => {
    using directory = temporaryDirectory();
    const { opened } = await recorder(directory.path);
    opened.record(CLUSTER.name, seen('a', 1));
    await opened[Symbol.asyncDispose]();
    const [file = ''] = files(directory.path);
    expect(read(directory.path, file).events.length).toBe(1);
  });

  test('go on in a new file when one is full, which begins with what was known', async () => {
    using directory = temporaryDirectory();
    const { clock, opened } = await recorder(directory.path, { sizeBytes: 16 * 8000 });
    await recordFor({ clock, opened }, 12);
    await opened[Symbol.asyncDispose]();
    const [first = '', second = ''] = files(directory.path);
    const before = read(directory.path, first).events;
    const after = read(directory.path, second).events;
    expect(after.slice(0, 2)).toEqual(before.slice(-2));
    const fresh = after.filter((event) => !before.some((each) => JSON.stringify(each) === JSON.stringify(event)));
    expect(fresh[0]?.received).toBeGreaterThan(before.at(-1)?.received ?? Infinity);
  });

  test('are each sound alone: a split brain that began in one file is proven in the next', async () => {
    using directory = temporaryDirectory();
    const { clock, opened } = await recorder(directory.path, { sizeBytes: 16 * 12_000 });
    const second = answerAs('primary', { timeline: 2, postmasterStartedAt: '1764100000000001' });
    for (let round = 0; round < 20; round += 1) {
      const at = clock.elapsed();
      opened.record(CLUSTER.name, seen('a', at + 10));
      opened.record(CLUSTER.name, { ...seen('b', at + 20), ...(round > 3 && { answer: second }) });
      await clock.pass(1000);
      await opened.flush();
    }
    await opened[Symbol.asyncDispose]();
    const [, next = ''] = files(directory.path);
    const states = [...replay(read(directory.path, next))].map(({ state }) => state);
    expect(states.at(-1)).toMatch(/^dual-writ/);
  });

  test('never take more than their share of the disk: the oldest go', async () => {
    using directory = temporaryDirectory();
    const sizeBytes = 16 * 4000;
    const { clock, opened } = await recorder(directory.path, { sizeBytes });
    await recordFor({ clock, opened }, 100);
    const bytes = files(directory.path).reduce(
      (sum, file) => sum + statSync(join(directory.path, 'production+orders', file)).size,
      0,
    );
    expect(bytes).toBeLessThanOrEqual(sizeBytes * 1.1);
    expect(opened.state().bytes).toBe(bytes);
    expect(files(directory.path)[0]).not.toBe('20261126T010001000Z.ndjson');
    await opened[Symbol.asyncDispose]();
  });

  test('of an incident stay, with what was before it, while others go', async () => {
    using directory = temporaryDirectory();
    const { clock, opened } = await recorder(directory.path, { sizeBytes: 16 * 4000 });
    await recordFor({ clock, opened }, 6);
    opened.hold(CLUSTER.name);
    await recordFor({ clock, opened }, 6);
    opened.letGo(CLUSTER.name);
    await recordFor({ clock, opened }, 80);
    const kept = files(directory.path).filter((file) => file.includes('.keep-20261210'));
    expect(kept[0]).toBe('20261126T010001000Z.keep-20261210.ndjson');
    expect(kept.length).toBeGreaterThan(2);
    await opened[Symbol.asyncDispose]();
  });

  test('of incidents go where there is no room but theirs, and that is told', async () => {
    using directory = temporaryDirectory();
    const { clock, opened, troubles } = await recorder(directory.path, { sizeBytes: 16 * 4000 });
    opened.hold(CLUSTER.name);
    await recordFor({ clock, opened }, 120);
    expect(troubles.some(({ kind }) => kind === 'incident-dropped')).toBe(true);
    await opened[Symbol.asyncDispose]();
  });

  test('of an earlier process count, and other files are left alone', async () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, 'production+orders'));
    writeFileSync(join(directory.path, 'production+orders', '20250101T000000000Z.ndjson'), 'x'.repeat(1024 ** 2 + 1));
    writeFileSync(join(directory.path, 'production+orders', 'notes.txt'), 'mine');
    const { clock, opened } = await recorder(directory.path);
    await recordFor({ clock, opened }, 1);
    expect(files(directory.path)).toEqual(['20261126T010001000Z.ndjson', 'notes.txt']);
    await opened[Symbol.asyncDispose]();
  });

  test('that cannot be written hold nobody up: it is told once, and they go on in a new file', async () => {
    using directory = temporaryDirectory();
    const { clock, opened, troubles } = await recorder(directory.path);
    writeFileSync(join(directory.path, 'production+orders'), 'no folder can be here');
    await recordFor({ clock, opened }, 10);
    expect(troubles).toEqual([{ kind: 'failing', code: 'EEXIST' }]);
    expect(opened.state()).toMatchObject({ failing: 'EEXIST', lost: 2 });
    rmSync(join(directory.path, 'production+orders'));
    await recordFor({ clock, opened }, 30);
    expect(troubles.map(({ kind }) => kind)).toEqual(['failing', 'working-again']);
    const [file = ''] = files(directory.path);
    expect(read(directory.path, file).events[0]?.received).toBe(0);
    await opened[Symbol.asyncDispose]();
  });

  test('of a disk that takes nothing do not fill the memory', async () => {
    using directory = temporaryDirectory();
    const { opened } = await recorder(directory.path);
    const event: WatchEvent = seen('a', 1);
    for (let number = 0; number < 20_000; number += 1) opened.record(CLUSTER.name, event);
    expect(opened.state().lost).toBeGreaterThan(14_000);
    await opened[Symbol.asyncDispose]();
  });
});
