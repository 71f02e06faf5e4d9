import type { Shape } from './shape.ts';

const DAY = /^(\d{4}-\d{2}-\d{2})$/;
/** @see RFC 3339, section 5.6: date-time; seconds may be left out here, fractions and leap seconds are not taken. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A moment with its zone, or a day, which stands for its beginning in UTC. Printed in UTC, to the second. */
export const instant: Shape<Date> = {
  placeholder: '<moment>',
  expected:
    'a moment with its zone such as 2026-12-27T06:00:00Z or 2026-12-27T06:00+01:00, or a day such as 2026-12-27 (00:00 UTC)',
  read: readInstant,
  print: (value) => value.toISOString().replace('.000Z', 'Z'),
};

function readInstant(text: string): Date | undefined {
  const [, day] = DAY.exec(text) ?? [];
  if (day !== undefined) return real(day, '00:00:00', 'Z');
  const [, date, minutes, seconds = '00', zone] = MOMENT.exec(text) ?? [];
  if (date === undefined || minutes === undefined || zone === undefined) return undefined;
  return real(date, `${minutes}:${seconds}`, zone);
}

function real(date: string, time: string, zone: string): Date | undefined {
  const local = new Date(`${date}T${time}Z`);
  // JavaScript reads 30 February as 2 March, and 24:00 as the next day.
  if (Number.isNaN(local.getTime()) || local.toISOString() !== `${date}T${time}.000Z`) return undefined;
  const moment = new Date(`${date}T${time}${zone}`);
  const year = moment.getUTCFullYear();
  return year >= 2000 && year < 3000 ? moment : undefined;
}
