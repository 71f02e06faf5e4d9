import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs } from './duration.ts';

test.each([
  { text: '90s', ms: 90_000 },
  { text: '30m', ms: 1_800_000 },
  { text: '2h', ms: 7_200_000 },
  { text: '1h30m', ms: 5_400_000 },
  { text: '24d', ms: 2_073_600_000 },
])('$text is $ms milliseconds', ({ text, ms }) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(['', '0s', '90', '2 h', '1.5h', '30m1h', '-1h', '25d', '1w', 'h'])('%j is no duration', (text) => {
  expect(durationMs(text)).toBeUndefined();
});

test('whatever is a duration fits into a timer', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('s', 'm', 'h', 'd'), (amount, unit) => {
      const ms = durationMs(`${amount}${unit}`);
      expect(ms === undefined || (ms > 0 && ms < 2 ** 31)).toBe(true);
    }),
  );
});
