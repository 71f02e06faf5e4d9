import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationSeconds } from './duration.ts';

describe('a duration is its whole seconds', () => {
  test.each([
    { text: '0s', seconds: 0 },
    { text: '30s', seconds: 30 },
    { text: '5m', seconds: 300 },
    { text: '1h30m', seconds: 5400 },
    { text: '26h', seconds: 93_600 },
    { text: '2d', seconds: 172_800 },
    { text: '1d2h3m4s', seconds: 93_784 },
    { text: '90s', seconds: 90 },
    { text: '007m', seconds: 420 },
    { text: '2147483647s', seconds: 2_147_483_647 },
  ])('$text', ({ text, seconds }) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});

describe('what is not surely a duration is none', () => {
  test.each([
    { name: 'nothing', text: '' },
    { name: 'a bare number', text: '30' },
    { name: 'a fraction', text: '1.5h' },
    { name: 'milliseconds', text: '500ms' },
    { name: 'a negative one', text: '-5m' },
    { name: 'units out of order', text: '30m1h' },
    { name: 'a unit twice', text: '1m1m' },
    { name: 'a blank inside', text: '1h 30m' },
    { name: 'a unit in capitals', text: '5M' },
    { name: 'weeks', text: '1w' },
    { name: 'ISO 8601', text: 'PT5M' },
    { name: 'a newline behind it', text: '5m\n' },
    { name: 'more seconds than CloudNativePG can hold', text: '2147483648s' },
    { name: 'that in days', text: '24856d' },
    { name: 'more than a number can hold', text: `${'9'.repeat(400)}d` },
  ])('$name', ({ text }) => {
    expect(durationSeconds(text)).toBeUndefined();
  });
});

test('a duration that is written out by parts is the sum of its parts', () => {
  const part = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: undefined });
  fc.assert(
    fc.property(part(1000), part(1000), part(1000), part(1000), (d, h, m, s) => {
      const text = [
        [d, 'd'],
        [h, 'h'],
        [m, 'm'],
        [s, 's'],
      ]
        .map(([amount, unit]) => (amount === undefined ? '' : `${amount}${unit}`))
        .join('');
      const seconds = (d ?? 0) * 86_400 + (h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0);
      expect(durationSeconds(text)).toBe(text === '' ? undefined : seconds);
    }),
  );
});

test('whatever is read is a 32-bit number of seconds', () => {
  const pieces = fc.array(fc.oneof(fc.nat().map(String), fc.constantFrom('d', 'h', 'm', 's', ' ', '.', '99999999')), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const seconds = durationSeconds(parts.join('')) ?? 0;
      expect(Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 31).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
