import cron from 'node-cron';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timetable } from './example-schedule.ts';
import { readTimetable } from './timetable.ts';

function first(count: number, slots: Iterable<number>): readonly number[] {
  const found: number[] = [];
  for (const slot of slots) {
    found.push(slot);
    if (found.length === count) break;
  }
  return found;
}

function slots(
  expression: string,
  timeZone: string,
  { after, count }: { readonly after: string; readonly count: number },
) {
  return first(count, timetable(expression, timeZone).slotsAfter(Date.parse(after))).map((at) =>
    new Date(at).toISOString().slice(5, 16),
  );
}

describe('a day on which clocks are changed', () => {
  test.each([
    {
      name: 'a time that spring leaps over in Berlin is the moment after the leap',
      cron: '0 30 2 * * *',
      zone: 'Europe/Berlin',
      after: '2026-03-28T00:00Z',
      at: ['03-28T01:30', '03-29T01:00', '03-30T00:30'],
    },
    {
      name: 'a time that comes twice in autumn in Berlin counts once, the first',
      cron: '0 30 2 * * *',
      zone: 'Europe/Berlin',
      after: '2026-10-24T00:00Z',
      at: ['10-24T00:30', '10-25T00:30', '10-26T01:30'],
    },
    {
      name: 'the same in New York in spring',
      cron: '0 30 2 * * *',
      zone: 'America/New_York',
      after: '2026-03-07T00:00Z',
      at: ['03-07T07:30', '03-08T07:00', '03-09T06:30'],
    },
    {
      name: 'and in New York in autumn',
      cron: '0 30 1 * * *',
      zone: 'America/New_York',
      after: '2026-10-31T00:00Z',
      at: ['10-31T05:30', '11-01T05:30', '11-02T06:30'],
    },
    {
      name: 'Lord Howe leaps over half an hour',
      cron: '0 10 2 * * *',
      zone: 'Australia/Lord_Howe',
      after: '2026-10-03T00:00Z',
      at: ['10-03T15:30', '10-04T15:10'],
    },
    {
      name: 'Lord Howe has half an hour twice',
      cron: '0 45 1 * * *',
      zone: 'Australia/Lord_Howe',
      after: '2026-04-04T00:00Z',
      at: ['04-04T14:45', '04-05T15:15'],
    },
    {
      name: 'what runs in every hour follows the time that passes, in spring',
      cron: '0 15 * * * *',
      zone: 'Europe/Berlin',
      after: '2026-03-29T00:00Z',
      at: ['03-29T00:15', '03-29T01:15', '03-29T02:15'],
    },
    {
      name: 'and in autumn, where node-cron would be silent for an hour',
      cron: '0 */30 * * * *',
      zone: 'Europe/Berlin',
      after: '2026-10-24T23:45Z',
      at: ['10-25T00:00', '10-25T00:30', '10-25T01:00', '10-25T01:30', '10-25T02:00'],
    },
    {
      name: 'a leap at midnight',
      cron: '0 15 0 * * *',
      zone: 'Africa/Cairo',
      after: '2026-04-23T00:00Z',
      at: ['04-23T22:00', '04-24T21:15'],
    },
    {
      name: 'several times that are leapt over are one moment',
      cron: '0 */20 2 * * *',
      zone: 'Europe/Berlin',
      after: '2026-03-28T12:00Z',
      at: ['03-29T01:00', '03-30T00:00'],
    },
  ])('$name', ({ cron: expression, zone, after, at }) => {
    expect(slots(expression, zone, { after, count: at.length })).toEqual(at);
  });

  test('looked at from between the two, the second has no slot of its own', () => {
    expect(slots('0 30 2 * * *', 'Europe/Berlin', { after: '2026-10-25T01:10Z', count: 1 })).toEqual(['10-26T01:30']);
  });
});

test.each([
  { cron: '0 0 0 29 2 *', at: ['02-29T00:00'], after: '2097-01-01T00:00Z' },
  { cron: '0 0 3 L * *', at: ['01-31T03:00', '02-28T03:00'], after: '2026-01-01T00:00Z' },
  { cron: '0 0 3 ? * MON#2', at: ['11-09T03:00', '12-14T03:00'], after: '2026-11-01T00:00Z' },
  { cron: '30 0 3 15W * *', at: ['11-16T03:00', '12-15T03:00'], after: '2026-11-01T00:00Z' },
])('$cron is what node-cron says it is', ({ cron: expression, after, at }) => {
  expect(slots(expression, 'UTC', { after, count: at.length })).toEqual(at);
});

const field = (highest: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: 1, max: 30 }).map((step) => `*/${step}`),
    fc.uniqueArray(fc.integer({ min: 0, max: highest }), { minLength: 1, maxLength: 3 }).map((list) => list.join(',')),
  );
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
/** Two days around days on which clocks are changed somewhere. */
const CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-06-15'];

test('a schedule of every hour has the seconds that node-cron matches, one after the other, on any day', () => {
  fc.assert(
    fc.property(
      field(59),
      fc.constantFrom(...ZONES),
      fc.constantFrom(...CHANGES),
      fc.integer({ min: -20, max: 20 }),
      (minute, zone, day, hours) => {
        const expression = `0 ${minute} * * * *`;
        const from = Date.parse(day) + hours * 3_600_000;
        const until = from + 4 * 3_600_000;
        const task = cron.createTask(expression, () => undefined, { timezone: zone });
        void task.destroy();
        const expected: number[] = [];
        for (let at = from + 60_000; at <= until; at += 60_000) if (task.match(new Date(at))) expected.push(at);
        const seen: number[] = [];
        for (const slot of timetable(expression, zone).slotsAfter(from)) {
          if (slot > until) break;
          seen.push(slot);
        }
        expect(seen).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('slots ascend, and where they begin does not matter', () => {
  const days = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(field(59), field(23), fc.constantFrom(...ZONES), days, (minute, hour, zone, day) => {
      const { slotsAfter } = timetable(`0 ${minute} ${hour} * * *`, zone);
      const all = first(40, slotsAfter(Date.parse('2026-03-01') + day * 86_400_000));
      all.forEach((slot, index) => {
        expect(slotsAfter(slot).next().value ?? 0).toBeGreaterThan(slot);
        if (index > 0) expect(slotsAfter(all[index - 1] ?? 0).next().value).toBe(slot);
        expect(slotsAfter(slot - 1).next().value).toBe(slot);
      });
    }),
    { numRuns: 40 },
  );
});

test('each local time that a schedule names comes exactly once a day, also when clocks are changed', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  const minute = fc.integer({ min: 0, max: 59 });
  fc.assert(
    fc.property(
      hour,
      minute,
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
      (h, m, zone) => {
        const { slotsAfter } = timetable(`0 ${m} ${h} * * *`, zone);
        const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
        const year = first(350, slotsAfter(Date.parse('2026-01-10T12:00Z'))).map((at) => format.format(at));
        expect(new Set(year).size).toBe(350);
        const [earliest = '', latest = ''] = [year[0], year.at(-1)];
        expect((Date.parse(latest) - Date.parse(earliest)) / 86_400_000).toBe(349);
      },
    ),
    { numRuns: 40 },
  );
});

describe('what is no schedule is refused', () => {
  test.each([
    { name: 'five fields', cron: '0 2 * * *' },
    { name: 'a nickname', cron: '@daily' },
    { name: 'an hour that no day has', cron: '0 0 25 * * *' },
    { name: 'a day that no year has', cron: '0 0 0 30 2 *' },
    { name: 'a step of nothing', cron: '*/0 * * * * *' },
    { name: 'an eighth day of the week', cron: '0 0 0 * * 8' },
    { name: 'both kinds of day', cron: '0 0 0 1 * MON' },
    { name: 'nothing', cron: '' },
    { name: 'a command', cron: '0 0 0 * * * rm' },
  ])('$name', ({ cron: expression }) => {
    const read = readTimetable({
      cron: expression,
      timeZone: 'UTC',
      where: { cron: 'policy: schedule.cron', timeZone: '' },
    });
    expect(read).toMatchObject({ kind: 'refused', problems: [{ where: 'policy: schedule.cron' }] });
  });

  test('a zone that nobody knows, at its own place, together with all else', () => {
    const where = { cron: 'a', timeZone: 'b' };
    expect(readTimetable({ cron: '61 * * * * *', timeZone: 'Europe/Atlantis', where })).toMatchObject({
      kind: 'refused',
      problems: [{ where: 'a' }, { where: 'b', found: '"Europe/Atlantis"' }],
    });
  });
});

test('reading schedules again and again leaves nothing in the list that node-cron keeps', () => {
  const before = cron.getTasks().size;
  for (let n = 0; n < 10; n += 1) timetable('0 0 2 * * *', 'Europe/Berlin');
  expect(cron.getTasks().size).toBe(before);
});
