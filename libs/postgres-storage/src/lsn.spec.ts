import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLsn, lsn, parseLsn } from './lsn.ts';

test.each([
  { text: '0/0', value: 0n },
  { text: '16/B374D848', value: 0x16_b374_d848n },
  { text: 'FFFFFFFF/FFFFFFFF', value: 0xffff_ffff_ffff_ffffn },
])('$text is a position, and written so', ({ text, value }) => {
  expect(parseLsn(text)).toBe(value);
  expect(formatLsn(lsn(value))).toBe(text);
});

test('digits may be small, and zeroes may stand in front', () => {
  expect(parseLsn('0a/00b0')).toBe(0xa_0000_00b0n);
});

test.each(['', '0', '/', '0/', '/0', 'G/0', '0/123456789', '123456789/0', '-1/0', '0/0 ', '0/0\n', '0x0/0'])(
  '%j is no position',
  (text) => {
    expect(parseLsn(text)).toBeUndefined();
  },
);

test.each([-1n, 2n ** 64n])('%s does not fit into 64 bits', (value) => {
  expect(() => lsn(value)).toThrow(RangeError);
});

test('every position is read as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (value) => {
      expect(parseLsn(formatLsn(lsn(value)))).toBe(value);
    }),
  );
});
