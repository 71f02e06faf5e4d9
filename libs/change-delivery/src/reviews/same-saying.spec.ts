import { describe, expect, test } from 'vitest';
import { isSameSaying } from './same-saying.ts';

const text =
  '2 clusters; as of 2026-11-26 05:01 UTC.\n- **Facts**: healthy at 2026-11-26 05:00 UTC (less than 15 min old), proven at 2026-11-26 01:00 UTC\n';

describe('two texts', () => {
  test('say the same where only time has passed', () => {
    const later = text
      .replace('05:01', '08:02')
      .replace('05:00 UTC (less than 15 min old)', '08:00 UTC (less than 2 h old)');
    expect(later).not.toBe(text);
    expect(isSameSaying(text, later)).toBe(true);
  });

  test('say the same with other line ends', () => {
    expect(isSameSaying(text, text.trimEnd().replaceAll('\n', '\r\n'))).toBe(true);
  });

  test.each([
    ['health', text.replace('healthy', 'degraded')],
    ['another moment', `${text}frozen until 2026-11-26 07:00 UTC`],
    ['a newer proof', text.replace('01:00', '02:00')],
    ['a number', `${text}pauses writes for 3 s`],
  ])('say something else where they differ in %s', (_, other) => {
    expect(isSameSaying(text, other)).toBe(false);
  });

  test('moments of freezes count', () => {
    expect(isSameSaying('frozen until 2026-11-26 07:00 UTC', 'frozen until 2026-11-26 08:00 UTC')).toBe(false);
  });
});
