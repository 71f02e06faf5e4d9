import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comesRound, sixFieldSchedule } from './cron.ts';

describe('a schedule becomes the six fields that CloudNativePG reads', () => {
  test.each([
    { name: 'five fields', text: '0 2 * * *', six: '0 0 2 * * *' },
    { name: 'six fields', text: '30 0 2 * * *', six: '30 0 2 * * *' },
    {
      name: 'lists, ranges and steps',
      text: '*/15 8-18/2,20 1,15 JAN-mar Mon-FRI',
      six: '0 */15 8-18/2,20 1,15 JAN-mar Mon-FRI',
    },
    { name: 'a step from a value on', text: '5/10 * * * *', six: '0 5/10 * * * *' },
    { name: 'question marks', text: '0 0 2 ? * ?', six: '0 0 2 ? * ?' },
    { name: 'the limits of every field', text: '59 59 23 31 12 6', six: '59 59 23 31 12 6' },
    { name: 'more blanks than needed', text: '  0\t2  * * * ', six: '0 0 2 * * *' },
    { name: '@yearly', text: '@yearly', six: '0 0 0 1 1 *' },
    { name: '@annually', text: '@annually', six: '0 0 0 1 1 *' },
    { name: '@monthly', text: '@monthly', six: '0 0 0 1 * *' },
    { name: '@weekly', text: '@weekly', six: '0 0 0 * * 0' },
    { name: '@daily', text: '@daily', six: '0 0 0 * * *' },
    { name: '@midnight', text: '@midnight', six: '0 0 0 * * *' },
    { name: '@hourly', text: '@hourly', six: '0 0 * * * *' },
  ])('$name', ({ text, six }) => {
    expect(sixFieldSchedule(text)).toBe(six);
  });
});

describe('what is not a schedule is not one', () => {
  test.each([
    { name: 'nothing', text: '' },
    { name: 'four fields', text: '0 2 * *' },
    { name: 'seven fields', text: '0 0 2 * * * 2026' },
    { name: 'minute 60', text: '60 2 * * *' },
    { name: 'hour 24', text: '0 24 * * *' },
    { name: 'day 0', text: '0 2 0 * *' },
    { name: 'day 32', text: '0 2 32 * *' },
    { name: 'month 13', text: '0 2 * 13 *' },
    { name: 'Sunday as 7', text: '0 2 * * 7' },
    { name: 'a month in the field of days', text: '0 2 JAN * *' },
    { name: 'a range that runs backwards', text: '0 18-8 * * *' },
    { name: 'a range without end', text: '0 8- * * *' },
    { name: 'a range of three', text: '0 1-2-3 * * *' },
    { name: 'a step of 0', text: '*/0 * * * *' },
    { name: 'a step beyond what Go reads', text: '*/99999999999999999999 * * * *' },
    { name: 'two steps', text: '*/2/3 * * * *' },
    { name: 'a list with a gap', text: '1,,2 * * * *' },
    { name: 'a negative value', text: '-1 2 * * *' },
    { name: 'the last day of the month', text: '0 2 L * *' },
    { name: 'the third Friday', text: '0 2 * * 5#3' },
    { name: 'an interval', text: '@every 1h' },
    { name: '@reboot', text: '@reboot' },
    { name: 'a time zone', text: 'TZ=Europe/Berlin 0 2 * * *' },
    { name: 'a word that JavaScript objects know', text: 'constructor' },
    { name: 'another', text: '__proto__' },
  ])('$name', ({ text }) => {
    expect(sixFieldSchedule(text)).toBeUndefined();
  });
});

test.each([
  ['0 2 31 2 *', false],
  ['0 2 30,31 FEB *', false],
  ['0 2 31 4,6,9-9,11 ?', false],
  ['0 2 31 2 */2', false],
  ['0 2 29 2 *', true],
  ['0 2 31 2-3 *', true],
  ['0 2 28/3 2 *', true],
  ['0 2 30/1 2 *', false],
  ['0 2 31 2 MON', true],
  ['0 2 */31 2 *', true],
  ['@yearly', true],
  ['0 0 2 * * *', true],
])('%s: whether a day of it is ever there: %s', (text, comes) => {
  expect(comesRound(text)).toBe(comes);
});

/** What CloudNativePG 1.30 takes of six fields: the grammar of robfig/cron v1.2.0, written down a second time. */
function operatorAccepts(schedule: string): boolean {
  const names = [
    [],
    [],
    [],
    [],
    'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
    'SUN MON TUE WED THU FRI SAT'.split(' '),
  ];
  const bounds = [
    [0, 59],
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
  ] as const;
  const fields = schedule.split(' ');
  if (fields.length !== 6) return false;
  return fields.every((field, position) => {
    const [min, max] = bounds[position] ?? [0, -1];
    const valueOf = (word: string) => {
      const index = (names[position] ?? []).indexOf(word.toUpperCase());
      if (index !== -1) return index + min;
      return /^\d{1,18}$/.test(word) ? Number(word) : NaN;
    };
    return field.split(',').every((item) => {
      if (item === '') return true;
      const [range = '', step, ...more] = item.split('/');
      if (more.length > 0 || (step !== undefined && !(/^\d{1,18}$/.test(step) && Number(step) > 0))) return false;
      const [low = '', high, ...rest] = range.split('-');
      if (low === '*' || low === '?') return true;
      if (rest.length > 0) return false;
      const from = valueOf(low);
      const to = high === undefined ? (step === undefined ? from : max) : valueOf(high);
      return from >= min && to <= max && from <= to;
    });
  });
}

const anyField = fc
  .array(fc.constantFrom(...'0159*?/-,'.split(''), '10', '23', '31', '59', '60', 'MON', 'sun', 'Dec', '1-5', '*/2'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));
const anySchedule = fc.array(anyField, { minLength: 4, maxLength: 7 }).map((fields) => fields.join(' '));

function goodField(min: number, max: number): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const start = fc.oneof(fc.constantFrom('*', '?'), value.map(String), range);
  const item = fc.oneof(
    start,
    fc.tuple(start, fc.integer({ min: 1, max: 9999 })).map(([from, step]) => `${from}/${step}`),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
}
const goodSchedule = fc.tuple(
  goodField(0, 59),
  goodField(0, 59),
  goodField(0, 23),
  goodField(1, 31),
  goodField(1, 12),
  goodField(0, 6),
);

test('every accepted schedule has six fields that the operator takes, and five fields only get a 0 in front', () => {
  fc.assert(
    fc.property(fc.oneof(anySchedule, fc.string()), (text) => {
      const six = sixFieldSchedule(text);
      if (six === undefined) return;
      expect(six.split(' ')).toHaveLength(6);
      expect(operatorAccepts(six)).toBe(true);
      const fields = text.trim().split(/\s+/);
      expect(six).toBe([...(fields.length === 5 ? ['0'] : []), ...fields].join(' '));
      expect(sixFieldSchedule(six)).toBe(six);
    }),
    { numRuns: 5000 },
  );
});

test('every schedule in the usual grammar is accepted, with and without seconds', () => {
  fc.assert(
    fc.property(goodSchedule, ([second, ...five]) => {
      expect(operatorAccepts([second, ...five].join(' '))).toBe(true);
      expect(sixFieldSchedule([second, ...five].join(' '))).toBe([second, ...five].join(' '));
      expect(sixFieldSchedule(five.join(' '))).toBe(`0 ${five.join(' ')}`);
    }),
  );
});
