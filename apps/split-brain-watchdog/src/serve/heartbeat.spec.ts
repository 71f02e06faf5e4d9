import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { startHeartbeat, type HeartbeatState, type Pushed } from './heartbeat.ts';

function beating() {
  const clock = fakeClock(1_000_000);
  const ended = new AbortController();
  const pushes: number[] = [];
  const told: HeartbeatState[] = [];
  const now = { held: undefined as string | undefined, pushed: { kind: 'taken' } as Pushed };
  const heartbeat = startHeartbeat({
    ...{ url: 'https://beats.example.com', intervalMs: 30_000, clock, signal: ended.signal },
    held: () => now.held,
    push: () => {
      pushes.push(clock.elapsed());
      return Promise.resolve(now.pushed);
    },
    onChange: (state) => told.push(state),
  });
  return { clock, ended, pushes, told, now, heartbeat };
}

describe('a heartbeat', () => {
  test('is pushed at once and at its interval while all is well', async () => {
    const { clock, pushes, heartbeat } = beating();
    await clock.pass(95_000);
    expect(pushes).toEqual([0, 30_000, 60_000, 90_000]);
    expect(heartbeat.state()).toEqual({ lastPushed: 1_090_000, held: undefined });
  });

  test('is not pushed while there is a reason, which is told once', async () => {
    const { clock, pushes, told, now } = beating();
    await clock.pass(1000);
    now.held = '1 of 4 members answered, 2 are wanted';
    await clock.pass(120_000);
    expect(pushes).toEqual([0]);
    expect(told.map(({ held }) => held)).toEqual([undefined, '1 of 4 members answered, 2 are wanted']);
    now.held = undefined;
    await clock.pass(30_000);
    expect(pushes.length).toBe(2);
    expect(told.at(-1)?.held).toBeUndefined();
  });

  test('that nobody takes is told, and tried again', async () => {
    const { clock, pushes, told, now } = beating();
    now.pushed = { kind: 'not-taken', because: 'status 503' };
    await clock.pass(60_000);
    expect(told.at(-1)).toMatchObject({ held: 'it was not taken: status 503' });
    now.pushed = { kind: 'taken' };
    await clock.pass(30_000);
    expect(told.at(-1)?.held).toBeUndefined();
    expect(pushes.length).toBeGreaterThan(2);
  });

  test('ends when it is told to, also while it waits', async () => {
    const { clock, ended, pushes, heartbeat } = beating();
    await clock.pass(1000);
    ended.abort();
    await heartbeat.ended;
    await clock.pass(120_000);
    expect(pushes.length).toBe(1);
  });
});
