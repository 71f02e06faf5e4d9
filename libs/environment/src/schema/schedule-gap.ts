import { fieldsOf } from './cron.ts';

/** January 1st of 2024, a leap year, was a Monday. */
const FIRST_YEAR = 2024;
const FIRST_WEEKDAY = 1;
/** Two leap years, so that what comes on February 29th comes twice. */
const YEARS = 8;
const DAY_S = 86_400;

/**
 * The longest time between two turns of a schedule, in seconds. Days of the month beside days of the week are both meant where one
 * of them is any (`*`), else either is.
 *
 * @returns Infinity where the schedule comes no second time within eight years.
 */
export function longestGapSeconds(schedule: string): number {
  const fields = fieldsOf(schedule);
  if (fields === undefined) return Infinity;
  const { seconds, minutes, hours } = fields;
  const times = hours
    .flatMap((hour) => minutes.flatMap((minute) => seconds.map((second) => (hour * 60 + minute) * 60 + second)))
    .sort((a, b) => a - b);
  const days = daysOf(fields);
  const [firstTime = 0] = times;
  const lastTime = times.at(-1) ?? firstTime;
  const withinDays = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const betweenDays = days.slice(1).map((day, index) => (day - (days[index] ?? day)) * DAY_S - lastTime + firstTime);
  return betweenDays.length === 0 ? Infinity : Math.max(...withinDays, ...betweenDays);
}

/** Days on which it comes, counted from the first one. */
function daysOf(fields: NonNullable<ReturnType<typeof fieldsOf>>): readonly number[] {
  const { days, months, weekdays, anyDay, anyWeekday } = fields;
  const found: number[] = [];
  let count = 0;
  for (let year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year += 1) {
    for (const [index, length] of monthLengths(year).entries()) {
      for (let day = 1; day <= length; day += 1) {
        const byDay = days.includes(day);
        const byWeekday = weekdays.includes((count + FIRST_WEEKDAY) % 7);
        const comes = anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
        if (comes && months.includes(index + 1)) found.push(count);
        count += 1;
      }
    }
  }
  return found;
}

function monthLengths(year: number): readonly number[] {
  return [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
}
