interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 6, names: WEEKDAYS },
];
const MACROS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 0 1 1 *'],
  ['@annually', '0 0 0 1 1 *'],
  ['@monthly', '0 0 0 1 * *'],
  ['@weekly', '0 0 0 * * 0'],
  ['@daily', '0 0 0 * * *'],
  ['@midnight', '0 0 0 * * *'],
  ['@hourly', '0 0 * * * *'],
]);

/**
 * A schedule with six fields (second first), as CloudNativePG reads it. People may write the usual five fields, which CloudNativePG
 * would misread by a field: `0 2 * * *` (daily at 02:00) would run every hour at two minutes past.
 *
 * @returns undefined when it is not a schedule.
 * @see https://pkg.go.dev/github.com/robfig/cron for the grammar that CloudNativePG uses
 */
export function sixFieldSchedule(text: string): string | undefined {
  const fields = (MACROS.get(text) ?? text).trim().split(/\s+/);
  const six = fields.length === 5 ? ['0', ...fields] : fields;
  if (six.length !== FIELDS.length) return undefined;
  return six.every((field, position) => isField(field, FIELDS[position])) ? six.join(' ') : undefined;
}

/**
 * A schedule that a worker of ours keeps, with six fields and `*` for `?`. Of what CloudNativePG takes, two things are left out that programs read
 * differently: days of the month beside days of the week (both, or either?), and steps from one value on (`5/15`), which is `5-59/15` in full.
 *
 * @returns undefined when it is not such a schedule.
 */
export function workerSchedule(text: string): string | undefined {
  const fields = sixFieldSchedule(text)
    ?.split(' ')
    .map((field) => (field === '?' ? '*' : field));
  if (fields === undefined) return undefined;
  const [, , , dayOfMonth, , dayOfWeek] = fields;
  const isClear = dayOfMonth === '*' || dayOfWeek === '*';
  const items = fields.flatMap((field) => field.split(','));
  return isClear && items.every(isPlain) ? fields.join(' ') : undefined;
}

/** February has 29 every few years. */
const DAYS_IN_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Whether a schedule ever comes: `0 2 31 2 *` is one by its grammar, and the operator waits for it without a word.
 * Days of the month beside days of the week are both meant where one of them is any (`*`), else either is.
 */
export function comesRound(text: string): boolean {
  const [, , , dayOfMonth = '', month = '', dayOfWeek = ''] = sixFieldSchedule(text)?.split(' ') ?? [];
  if (!/[*?]/.test(dayOfWeek)) return true;
  const days = valuesOf(dayOfMonth, FIELDS[3]);
  return valuesOf(month, FIELDS[4]).some((one) => days.some((day) => day <= (DAYS_IN_MONTHS[one - 1] ?? 0)));
}

/** What the fields of a schedule stand for. */
interface ScheduleFields {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  /** 1 is January. */
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

/** The values of a schedule's fields; undefined when it is not a schedule. */
export function fieldsOf(text: string): ScheduleFields | undefined {
  const fields = sixFieldSchedule(text)?.split(' ');
  if (fields === undefined) return undefined;
  const [seconds = [], minutes = [], hours = [], days = [], months = [], weekdays = []] = fields.map(
    (field, position) => valuesOf(field, FIELDS[position]),
  );
  const isAny = (field = '') => field.split(',').some((item) => item === '*' || item === '?');
  return { seconds, minutes, hours, days, months, weekdays, anyDay: isAny(fields[3]), anyWeekday: isAny(fields[5]) };
}

function valuesOf(text: string, field: Field | undefined): readonly number[] {
  if (field === undefined) return [];
  return text.split(',').flatMap((item) => {
    const [range = '', step = '1'] = item.split('/');
    const [first = '', last] = range.split('-');
    const any = first === '*' || first === '?';
    const from = any ? field.min : (valueOf(first, field) ?? field.max + 1);
    const open = any || (last === undefined && item.includes('/'));
    const to = open ? field.max : (valueOf(last ?? first, field) ?? field.min - 1);
    return Array.from(
      { length: Math.max(0, Math.floor((to - from) / Number(step)) + 1) },
      (_, n) => from + n * Number(step),
    );
  });
}

function isPlain(item: string): boolean {
  const [range = '', step] = item.split('/');
  return !range.includes('?') && (step === undefined || range === '*' || range.includes('-'));
}

function isField(text: string, field: Field | undefined): boolean {
  return field !== undefined && text.split(',').every((item) => isItem(item, field));
}

function isItem(text: string, field: Field): boolean {
  const [range = '', step, ...rest] = text.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const [from, to, ...more] = range.split('-').map((value) => valueOf(value, field));
  if (from === undefined || more.length > 0) return false;
  return range.includes('-') ? to !== undefined && from <= to : true;
}

function valueOf(text: string, { min, max, names }: Field): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named !== -1) return named + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}
