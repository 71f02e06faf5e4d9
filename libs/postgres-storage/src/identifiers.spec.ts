import { expect, test } from 'vitest';
import {
  formatTimelineId,
  parseSystemIdentifier,
  parseTimelineId,
  systemIdentifier,
  timelineId,
} from './identifiers.ts';

test.each([
  { text: '00000001', value: 1 },
  { text: '80000000', value: 0x8000_0000 },
  { text: 'FFFFFFFF', value: 0xffff_ffff },
])('$text is a timeline, and written so', ({ text, value }) => {
  expect(parseTimelineId(text)).toBe(value);
  expect(formatTimelineId(timelineId(value))).toBe(text);
});

test.each(['', '1', '00000000', '0000000a', '000000001', '0000000G', '-0000001'])('%j names no timeline', (text) => {
  expect(parseTimelineId(text)).toBeUndefined();
});

test.each([0, -1, 1.5, 2 ** 32, Number.NaN])('%d is no timeline', (value) => {
  expect(() => timelineId(value)).toThrow(RangeError);
});

test('a system identifier has 64 bits, more than a number holds', () => {
  expect(systemIdentifier('18446744073709551615')).toBe(2n ** 64n - 1n);
  expect(systemIdentifier(7_712_182_071_446_475_753n)).toBe(7_712_182_071_446_475_753n);
});

test.each(['', '-1', '18446744073709551616', '0x1', '1.0', ' 1'])('%j is no system identifier', (text) => {
  expect(parseSystemIdentifier(text)).toBeUndefined();
  expect(() => systemIdentifier(text)).toThrow(RangeError);
});
