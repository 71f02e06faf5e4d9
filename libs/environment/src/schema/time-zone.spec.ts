import { describe, expect, test } from 'vitest';
import { isTimeZone } from './time-zone.ts';

describe('a time zone', () => {
  test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Kolkata'])(
    'is %s',
    (text) => {
      expect(isTimeZone(text)).toBe(true);
    },
  );

  test.each(['', 'Europe/Berlln', '+02:00', '-05', 'Europe', 'Berlin', 'local', 'Europe/Berlin ', '../etc/UTC'])(
    'is not %j',
    (text) => {
      expect(isTimeZone(text)).toBe(false);
    },
  );
});
