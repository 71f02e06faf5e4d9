import { parseGoInt } from './go-integer.ts';

/** Two characters that Go reads as a number: `07`, but also `+7` and `-7`. */
const TWO = String.raw`(?:\d\d|[+-]\d)`;
const POSTGRES = new RegExp(
  String.raw`^(\+?\d+)-${TWO}-${TWO}` +
    String.raw`(?: ${TWO}:${TWO}:${TWO}(?:\.(\d+))?(?:[+-]${TWO}(?::${TWO}(?::${TWO})?)?|Z)?)?(?: BC)?$`,
);
const RFC_3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d{1,2}):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?:\d+|\+\d{5}(?=.)|-0{5}(?=.)))?(?:Z|[+-](?<offsetHours>\d\d):(?<offsetMinutes>\d\d))?$/;

/**
 * Whether CloudNativePG takes a text for the time to recover to: a date, a time in PostgreSQL's form, or one of RFC 3339, of which the offset
 * may be missing. PostgreSQL's form is only looked at, not understood: month 13 passes. RFC 3339's form must be a time that exists.
 * @see github.com/cloudnative-pg/machinery/pkg/types: ParseTargetTime
 */
export function isTargetTime(text: string): boolean {
  return isPostgresTime(text) || isRfc3339Time(text);
}

/** @see github.com/lib/pq: ParseTimestamp */
function isPostgresTime(text: string): boolean {
  const [, year, fraction = '0'] = POSTGRES.exec(text) ?? [];
  return year !== undefined && parseGoInt(year) !== undefined && parseGoInt(fraction) !== undefined;
}

/** @see Go: time.Parse, which takes a comma for a dot and one digit for the hour */
function isRfc3339Time(text: string): boolean {
  const parts = RFC_3339.exec(text)?.groups;
  if (parts === undefined) return false;
  const number = (name: string) => Number(parts[name] ?? 0);
  return (
    number('month') >= 1 &&
    number('month') <= 12 &&
    number('day') >= 1 &&
    number('day') <= daysIn(number('year'), number('month')) &&
    number('hour') < 24 &&
    number('minute') < 60 &&
    number('second') < 60 &&
    number('offsetHours') <= 24 &&
    number('offsetMinutes') <= 60
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
