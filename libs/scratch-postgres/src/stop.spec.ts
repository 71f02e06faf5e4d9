import { lsn } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stopSettings, timestampText } from './stop.ts';

test.each([
  { at: 0n, text: '1970-01-01 00:00:00.000000+00' },
  { at: 1_772_330_401_000_250n, text: '2026-03-01 02:00:01.000250+00' },
  { at: -1n, text: '1969-12-31 23:59:59.999999+00' },
])('$text is $at microseconds', ({ at, text }) => {
  expect(timestampText(at)).toBe(text);
});

test('no microsecond is lost', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 4n * 10n ** 15n }), (at) => {
      const [, seconds = '', micros = ''] = /^(.*)\.(\d{6})\+00$/.exec(timestampText(at)) ?? [];
      expect(BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(micros)).toBe(at);
    }),
  );
});

test('each kind of stop sets one target', () => {
  const targets = [
    { kind: 'consistency' },
    { kind: 'lsn', lsn: lsn(0x16_b374_d848n) },
    { kind: 'time', at: 0n },
  ] as const;
  expect(targets.map(stopSettings)).toEqual([
    { recovery_target: 'immediate' },
    { recovery_target_lsn: '16/B374D848', recovery_target_inclusive: 'on' },
    { recovery_target_time: '1970-01-01 00:00:00.000000+00', recovery_target_inclusive: 'on' },
  ]);
});
