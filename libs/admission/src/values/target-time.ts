import { parseGoInt } from './go-integer.ts';
import { isRfc3339Time } from './rfc3339-time.ts';

/** Two characters that Go reads as a number: `07`, but also `+7` and `-7`. */
const TWO = String.raw`(?:\d\d|[+-]\d)`;
const POSTGRES = new RegExp(
  String.raw`^(\+?\d+)-${TWO}-${TWO}` +
    String.raw`(?: ${TWO}:${TWO}:${TWO}(?:\.(\d+))?(?:[+-]${TWO}(?::${TWO}(?::${TWO})?)?|Z)?)?(?: BC)?$`,
);
/**
 * Whether CloudNativePG takes a text for the time to recover to: a date, a time in PostgreSQL's form, or one of RFC 3339, of which the offset
 * may be missing. PostgreSQL's form is only looked at, not understood: month 13 passes. RFC 3339's form must be a time that exists.
 * @see github.com/cloudnative-pg/machinery/pkg/types: ParseTargetTime
 */
export function isTargetTime(text: string): boolean {
  return isPostgresTime(text) || isRfc3339Time(text, 'optional');
}

/** @see github.com/lib/pq: ParseTimestamp */
function isPostgresTime(text: string): boolean {
  const [, year, fraction = '0'] = POSTGRES.exec(text) ?? [];
  return year !== undefined && parseGoInt(year) !== undefined && parseGoInt(fraction) !== undefined;
}
