import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { keepRhythm, type Beat } from './keep-rhythm.ts';

function rhythm(intervalsMs: readonly number[]) {
  const clock = fakeClock(0);
  const ended = new AbortController();
  const struck = intervalsMs.map((): number[] => []);
  const beats = intervalsMs.map((intervalMs, index): Beat => {
    return { intervalMs, strike: () => struck[index]?.push(clock.elapsed()) };
  });
  let timers = 0;
  const running = keepRhythm(beats, {
    now: clock.elapsed,
    wait: (milliseconds, signal) => {
      timers += 1;
      return clock.wait(milliseconds, signal);
    },
    signal: ended.signal,
  });
  return { clock, struck, ended, running, timers: () => timers };
}

describe('the rhythm', () => {
  test('strikes each beat once in each interval, at the same distance', async () => {
    const { clock, struck, ended, running } = rhythm([1000, 500, 2000]);
    await clock.pass(10_000);
    expect(struck.map(({ length }) => length)).toEqual([11, 20, 5]);
    for (const times of struck) {
      const apart = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(Math.max(...apart) - Math.min(...apart)).toBeLessThanOrEqual(10);
    }
    ended.abort();
    await running;
  });

  test('spreads a thousand beats over their interval, by few timers', async () => {
    const { clock, struck, ended, running, timers } = rhythm(Array.from({ length: 1000 }, () => 1000));
    await clock.pass(3000);
    const perTenth = Array.from({ length: 10 }, (_, tenth) => {
      const times = struck.flat().filter((at) => at >= 1000 && at < 2000);
      return times.filter((at) => Math.floor((at - 1000) / 100) === tenth).length;
    });
    expect(Math.min(...perTenth)).toBeGreaterThan(80);
    expect(Math.max(...perTenth)).toBeLessThan(120);
    expect(timers()).toBeLessThan(650);
    ended.abort();
    await running;
  });

  test('does not make up for beats that were missed', async () => {
    const clock = fakeClock(0);
    const ended = new AbortController();
    const times: number[] = [];
    let late = 0;
    const now = (): number => clock.elapsed() + late;
    const strike = (): void => {
      times.push(now());
    };
    const running = keepRhythm([{ intervalMs: 1000, strike }], { now, wait: clock.wait, signal: ended.signal });
    await clock.pass(2500);
    late = 60_300;
    await clock.pass(2000);
    expect(times).toEqual([0, 1000, 2000, 63_300, 64_000]);
    ended.abort();
    await running;
  });

  test('ends when it is told to, also while it waits', async () => {
    const { clock, struck, ended, running } = rhythm([1000]);
    await clock.pass(1500);
    ended.abort();
    await running;
    await clock.pass(5000);
    expect(struck[0]).toEqual([0, 1000]);
  });
});
