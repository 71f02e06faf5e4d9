import cron from 'node-cron';
import type { ConfigProblem, ConfigReading } from '../config-problem.ts';
import { zoneOffset, zoneSegments, type Offset, type ZoneSegment } from './zone-segments.ts';

/** When something is to be done: a cron expression in a time zone, on days when clocks are changed too. */
export interface Timetable {
  /** Six fields, the first are seconds. */
  readonly cron: string;
  /** Of the IANA database. */
  readonly timeZone: string;
  /** Slots later than a moment, in order; milliseconds since 1970. It ends after nine years without a slot. */
  readonly slotsAfter: (after: number) => Generator<number, void>;
}

/** As it is written, and what it is called where it is written. */
export interface TimetableSource {
  readonly cron: string;
  readonly timeZone: string;
  /** For messages, such as `policy: schedule.cron`. */
  readonly where: { readonly cron: string; readonly timeZone: string };
}

const DAY_MS = 86_400_000;
const HOUR_S = 3600;
const MINUTE_S = 60;
/** From one 29 February to the next it can be eight years. */
const HORIZON_MS = 9 * 366 * DAY_MS;
const FIELDS = 6;

/**
 * Reads a schedule. The expression is node-cron's: it parses the fields and says which days match. A time that the clocks leap over in spring is
 * the moment after the leap, and of a time that comes twice in autumn the first counts, if the schedule names hours; one that runs in every
 * hour follows the time that passes.
 */
export function readTimetable({ cron: expression, timeZone, where }: TimetableSource): ConfigReading<Timetable> {
  const zone = readZone(timeZone, where.timeZone);
  const problems = [...expressionProblems(expression, where.cron), ...(zone.kind === 'refused' ? zone.problems : [])];
  if (zone.kind === 'refused' || problems.length > 0) return { kind: 'refused', problems };
  const timetable = timetableOf(expression, timeZone, zone.value);
  const { done } = timetable.slotsAfter(0).next();
  if (done !== true) return { kind: 'read', value: timetable };
  const remedy = 'Name a day that exists.';
  return {
    kind: 'refused',
    problems: [{ where: where.cron, found: JSON.stringify(expression), expected: 'a time that comes', remedy }],
  };
}

function readZone(timeZone: string, where: string): ConfigReading<Offset> {
  try {
    return { kind: 'read', value: zoneOffset(timeZone) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const remedy = 'Name a zone of the IANA database.';
    const expected = 'a time zone such as UTC or Europe/Berlin';
    return { kind: 'refused', problems: [{ where, found: JSON.stringify(timeZone), expected, remedy }] };
  }
}

function expressionProblems(expression: string, where: string): readonly ConfigProblem[] {
  const fields = expression.trim().split(/\s+/);
  const found = JSON.stringify(expression);
  if (fields.length !== FIELDS) {
    const expected = 'six fields: second, minute, hour, day of month, month, day of week';
    return [{ where, found, expected, remedy: 'For 02:30 every day write "0 30 2 * * *".' }];
  }
  const { errors } = cron.validateDetailed(expression);
  if (errors.length > 0) {
    return errors.map(({ field, value }) => ({
      where,
      found: value === undefined ? found : `${JSON.stringify(value)} in ${found}`,
      expected: `what cron takes there (${field})`,
      remedy: 'Correct the field.',
    }));
  }
  const [, , , dayOfMonth = '*', , dayOfWeek = '*'] = fields;
  if (isAny(dayOfMonth) || isAny(dayOfWeek)) return [];
  return [
    {
      where,
      found: `a day of the month and a day of the week in ${found}`,
      expected: 'one of them',
      remedy: 'Write * for the other: some programs take days that are both, others days that are either.',
    },
  ];
}

function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

interface TimesOfDay {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
}

function timetableOf(expression: string, timeZone: string, offsetAt: Offset): Timetable {
  const { hour, minute, second } = cron.parse(expression);
  const times: TimesOfDay = { hours: ascending(hour), minutes: ascending(minute), seconds: ascending(second) };
  const matchesDay = dayMatcher(expression);
  const namesHours = times.hours.length < 24;
  return {
    cron: expression,
    timeZone,
    slotsAfter: function* (after) {
      let last = after;
      // A change of the clocks just before may have had some slots already.
      for (const segment of zoneSegments(offsetAt, after - DAY_MS)) {
        if (segment.begin - last > HORIZON_MS) return;
        for (const slot of slotsOf(segment, { after, times, matchesDay, namesHours })) {
          last = slot;
          yield slot;
        }
      }
    },
  };
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Asks node-cron for a day of the calendar by noon in UTC, where clocks are never changed. */
function dayMatcher(expression: string): (day: number) => boolean {
  const [, , , ...days] = expression.trim().split(/\s+/);
  const task = cron.createTask(`* * * ${days.join(' ')}`, () => undefined, { timezone: 'UTC' });
  // node-cron keeps a list of all tasks.
  void task.destroy();
  return (day) => task.match(new Date(day + DAY_MS / 2));
}

interface Rule {
  readonly after: number;
  readonly times: TimesOfDay;
  /** @param day its midnight, as if local time were UTC */
  readonly matchesDay: (day: number) => boolean;
  readonly namesHours: boolean;
}

/** In a stretch without a change; what its beginning leaps over is its first moment. */
function* slotsOf({ begin, end, offset, shift }: ZoneSegment, rule: Rule): Generator<number> {
  const { after, namesHours } = rule;
  if (end <= after) return;
  const from = begin + offset;
  if (namesHours && shift > 0 && begin > after) {
    const leapt = localTimes({ from: from - shift, to: from }, rule).next();
    const first = localTimes({ from, to: from + 1 }, rule).next();
    if (leapt.done !== true && first.done === true) yield begin;
  }
  const repeated = namesHours && shift < 0 ? -shift : 0;
  const range = { from: Math.max(from + repeated, after + offset + 1), to: end + offset };
  for (const local of localTimes(range, rule)) yield local - offset;
}

/** Local times from `from` up to, not including, `to`, as if they were UTC. */
function* localTimes(
  { from, to }: { readonly from: number; readonly to: number },
  { times, matchesDay }: Pick<Rule, 'times' | 'matchesDay'>,
): Generator<number, void> {
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    if (!matchesDay(day)) continue;
    for (const second of secondsOfDay(times, (from - day) / 1000)) {
      const local = day + second * 1000;
      if (local >= to) return;
      yield local;
    }
  }
}

function* secondsOfDay({ hours, minutes, seconds }: TimesOfDay, from: number): Generator<number> {
  for (const hour of hours) {
    if ((hour + 1) * HOUR_S <= from) continue;
    for (const minute of minutes) {
      const start = hour * HOUR_S + minute * MINUTE_S;
      if (start + MINUTE_S <= from) continue;
      for (const second of seconds) if (start + second >= from) yield start + second;
    }
  }
}
