import { describe, expect, test } from 'vitest';
import { exampleSchedule, timetable } from './example-schedule.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test('runs at each slot, and says when the next one is', async () => {
  const { clock, schedule, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z' });
  expect(schedule.state()).toEqual({ next: Date.parse('2026-11-25T10:01Z'), running: undefined, sinceLookMs: 0 });
  await clock.pass(2 * MINUTE);
  expect(told()).toEqual(['run 10:01:00 at 10:01:00', 'finished', 'run 10:02:00 at 10:02:00', 'finished']);
  expect(schedule.state().next).toBe(Date.parse('2026-11-25T10:03Z'));
});

test('a run that is longer than its period: slots meanwhile are skipped and counted, none is queued, never two at once', async () => {
  const { clock, told, atOnce } = exampleSchedule({ at: '2026-11-25T10:00:30Z', takes: () => 2.5 * MINUTE });
  await clock.pass(4 * MINUTE);
  expect(told()).toEqual([
    'run 10:01:00 at 10:01:00',
    'overlap 1',
    'overlap 1',
    'finished',
    'run 10:04:00 at 10:04:00',
  ]);
  expect(atOnce()).toBe(1);
});

test('a run that throws is told, and the next one comes all the same', async () => {
  const error = new Error('no');
  const { clock, told, events } = exampleSchedule({
    at: '2026-11-25T10:00:30Z',
    takes: () => {
      throw error;
    },
  });
  await clock.pass(2 * MINUTE);
  expect(told()).toEqual(['run 10:01:00 at 10:01:00', 'failed', 'run 10:02:00 at 10:02:00', 'failed']);
  expect(events[1]).toMatchObject({ end: { kind: 'failed', error } });
});

describe('a clock that is set', () => {
  test('forward: what was missed is run once, soon, and the others are counted', async () => {
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z' });
    await clock.pass(MINUTE);
    await clock.set(HOUR);
    await clock.pass(5 * SECOND);
    expect(told().slice(2)).toEqual(['late 59', 'run 11:01:00 at 11:01:35', 'finished']);
    await clock.pass(30 * SECOND);
    expect(told().slice(5)).toEqual(['run 11:02:00 at 11:02:00', 'finished']);
  });

  test('back: no slot comes twice', async () => {
    const { clock, told, schedule } = exampleSchedule({ at: '2026-11-25T10:00:30Z' });
    await clock.pass(2 * MINUTE);
    await clock.set(-HOUR);
    expect(schedule.state().next).toBe(Date.parse('2026-11-25T10:03Z'));
    await clock.pass(HOUR);
    expect(told()).toHaveLength(4);
    await clock.pass(MINUTE);
    expect(told().slice(4)).toEqual(['run 10:03:00 at 10:03:00', 'finished']);
  });

  test('back, and the timetable is written in another way meanwhile: no slot comes twice either', async () => {
    let plan = timetable('0 * * * * *');
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z', more: { timetable: () => plan } });
    await clock.pass(2 * MINUTE);
    await clock.set(-HOUR);
    await clock.pass(10 * SECOND);
    plan = timetable('0 */1 * * * *');
    await clock.pass(50 * MINUTE);
    expect(told()).toHaveLength(4);
  });

  test('back by more than a day: it is another clock, said so, and the schedule begins anew', async () => {
    const { clock, told, schedule } = exampleSchedule({ at: '2036-01-01T00:00:30Z' });
    await clock.pass(MINUTE);
    await clock.set(-10 * 365 * DAY);
    await clock.pass(5 * SECOND);
    expect(told().slice(2)).toEqual(['set back']);
    expect(schedule.state().next).toBeLessThan(clock.now() + MINUTE);
    await clock.pass(MINUTE);
    expect(told()).toHaveLength(5);
  });

  test('forward by ten years, and every second was a slot: counted as far as that is worth it, and it runs on', async () => {
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:00Z', cron: '* * * * * *' });
    await clock.set(10 * 365 * DAY);
    await clock.pass(6 * SECOND);
    expect(told()[0]).toMatch(/^late 99999\+$/);
    expect(told()[1]).toMatch(/^run /);
    expect(told().slice(-2)).toEqual(['run 10:00:06 at 10:00:06', 'finished']);
  });
});

test('a machine that slept through slots runs once, within seconds of waking', async () => {
  const { clock, told } = exampleSchedule({ at: '2026-11-25T20:00:00Z', cron: '0 30 2 * * *' });
  await clock.sleep(3 * DAY);
  await clock.pass(5 * SECOND);
  expect(told()).toEqual(['late 2', 'run 02:30:00 at 20:00:05', 'finished']);
});

describe('jitter', () => {
  test('begins a run later than its slot, by chance, and before the next', async () => {
    const { clock, told } = exampleSchedule({
      at: '2026-11-25T10:00:30Z',
      more: { random: () => 0.5, jitterMs: () => 30 * SECOND },
    });
    await clock.pass(MINUTE);
    expect(told()).toEqual(['run 10:01:00 at 10:01:15', 'finished']);
  });

  test('that is longer than the period does not push a run out', async () => {
    const { clock, told } = exampleSchedule({
      at: '2026-11-25T10:00:30Z',
      more: { random: () => 0.999, jitterMs: () => HOUR },
    });
    await clock.pass(3 * MINUTE);
    expect(told().filter((each) => each.startsWith('run')).length).toBe(2);
    expect(told().filter((each) => each.startsWith('late'))).toEqual([]);
  });

  test('is not stretched by a clock that is set back meanwhile', async () => {
    const { clock, told } = exampleSchedule({
      at: '2026-11-25T10:00:30Z',
      more: { random: () => 0.5, jitterMs: () => 30 * SECOND },
    });
    await clock.pass(35 * SECOND);
    await clock.set(-HOUR);
    await clock.pass(15 * SECOND);
    expect(told()).toEqual(['run 10:01:00 at 09:01:15', 'finished']);
  });

  test('in which the machine sleeps past further slots: one run stands for all', async () => {
    const { clock, told } = exampleSchedule({
      at: '2026-11-25T10:00:30Z',
      more: { random: () => 0.5, jitterMs: () => 30 * SECOND },
    });
    await clock.pass(35 * SECOND);
    await clock.sleep(10 * MINUTE);
    await clock.pass(MINUTE);
    expect(told().slice(0, 3)).toEqual(['late 1', 'late 9', 'run 10:11:00 at 10:11:25']);
  });
});

describe('an earlier process', () => {
  test('knew of the last slot: those since are made up for by one run', async () => {
    const since = Date.parse('2026-11-22T02:30:00Z');
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:00Z', cron: '0 30 2 * * *', more: { since } });
    await clock.pass(SECOND);
    expect(told()).toEqual(['late 2', 'run 02:30:00 at 10:00:00', 'finished']);
  });

  test('knew of a slot that there has been no further one since', async () => {
    const since = Date.parse('2026-11-25T02:30:00Z');
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:00Z', cron: '0 30 2 * * *', more: { since } });
    await clock.pass(HOUR);
    expect(told()).toEqual([]);
  });

  test('knew of one that is far in the future, by a wrong clock', async () => {
    const since = Date.parse('2036-11-25T02:30:00Z');
    const { clock, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z', more: { since } });
    await clock.pass(MINUTE);
    expect(told()).toEqual(['set back', 'run 10:01:00 at 10:01:00', 'finished']);
  });
});

describe('asked to run now', () => {
  test('runs at once', async () => {
    const { clock, schedule, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z' });
    expect(await schedule.runNow()).toEqual({ kind: 'finished', result: 'done' });
    await clock.settle();
    expect(told()).toEqual(['run asked', 'finished']);
  });

  test('while it runs, joins that run', async () => {
    const { clock, schedule, told, atOnce } = exampleSchedule({ at: '2026-11-25T10:00:30Z', takes: () => 20 * SECOND });
    await clock.pass(35 * SECOND);
    const [first, second] = [schedule.runNow(), schedule.runNow()];
    await clock.pass(20 * SECOND);
    expect(await Promise.all([first, second])).toEqual([
      { kind: 'finished', result: 'done' },
      { kind: 'finished', result: 'done' },
    ]);
    expect(told()).toEqual(['run 10:01:00 at 10:01:00', 'finished']);
    expect(atOnce()).toBe(1);
  });

  test('and a slot comes meanwhile: it is skipped and counted', async () => {
    const { clock, schedule, told } = exampleSchedule({ at: '2026-11-25T10:00:30Z', takes: () => 40 * SECOND });
    void schedule.runNow();
    await clock.pass(MINUTE);
    expect(told()).toEqual(['run asked', 'overlap 1', 'finished']);
  });

  test('after the end, says so', async () => {
    const { schedule, stop } = exampleSchedule({ at: '2026-11-25T10:00:30Z' });
    stop();
    expect(await schedule.runNow()).toEqual({ kind: 'stopped' });
  });
});

describe('the end', () => {
  test('aborts what runs, waits for it, and begins nothing any more', async () => {
    const { clock, schedule, told, stop } = exampleSchedule({ at: '2026-11-25T10:00:30Z', takes: () => HOUR });
    await clock.pass(MINUTE);
    stop();
    await schedule.ended;
    expect(told()).toEqual(['run 10:01:00 at 10:01:00', 'finished']);
    await clock.pass(HOUR);
    expect(told()).toHaveLength(2);
  });

  test('is a rejection when whoever listens fails, once nothing runs any more', async () => {
    const { clock, schedule } = exampleSchedule({
      at: '2026-11-25T10:00:30Z',
      more: {
        onEvent: () => {
          throw new Error('deaf');
        },
      },
    });
    const ended = expect(schedule.ended).rejects.toThrow('deaf');
    await clock.pass(MINUTE);
    await ended;
  });
});

test('another timetable counts from the next look on, and nothing is made up for that it never promised', async () => {
  let plan = timetable('0 30 2 * * *');
  const { clock, told, schedule } = exampleSchedule({ at: '2026-11-25T10:00:30Z', more: { timetable: () => plan } });
  await clock.pass(5 * HOUR);
  plan = timetable('0 0 * * * *');
  await clock.pass(5 * SECOND);
  expect(schedule.state().next).toBe(Date.parse('2026-11-25T16:00Z'));
  await clock.pass(HOUR);
  expect(told()).toEqual(['run 16:00:00 at 16:00:00', 'finished']);
});

test('a run of a day on which Berlin leaps is not lost, and one of a day with two such hours not doubled', async () => {
  const spring = exampleSchedule({ at: '2026-03-28T12:00:00Z', cron: '0 30 2 * * *', timeZone: 'Europe/Berlin' });
  await spring.clock.pass(DAY);
  expect(spring.told()).toEqual(['run 01:00:00 at 01:00:00', 'finished']);
  const autumn = exampleSchedule({ at: '2026-10-24T12:00:00Z', cron: '0 30 2 * * *', timeZone: 'Europe/Berlin' });
  await autumn.clock.pass(DAY);
  expect(autumn.told()).toEqual(['run 00:30:00 at 00:30:00', 'finished']);
});
