const RFC_3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d{1,2}):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?:\d+|\+\d{5}(?=.)|-0{5}(?=.)))?(?:Z|[+-](?<offsetHours>\d\d):(?<offsetMinutes>\d\d))?$/;

/**
 * Whether a text is a time that exists, in the form of RFC 3339 as Go reads it: it takes a comma for a dot, and one digit for the hour.
 * @param offset whether `Z` or `+02:00` must stand at the end
 * @see Go: time.Parse
 */
export function isRfc3339Time(text: string, offset: 'optional' | 'required'): boolean {
  const parts = RFC_3339.exec(text)?.groups;
  if (parts === undefined || (offset === 'required' && !/(?:Z|[+-]\d\d:\d\d)$/.test(text))) return false;
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
