const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A timer counts milliseconds in 31 bits. */
const LONGEST_MS = 24 * 86_400_000;

/** What is only compared, and never waited for, may be longer. */
export const LONG_MS: number = 9999 * 86_400_000;

/**
 * Milliseconds in a duration as people write it: `90s`, `30m`, `2h`, `1h30m`.
 * @param longestMs 24 days, for what is waited for
 * @returns undefined when malformed, zero, or longer than that; a bare number is malformed, because nobody can see its unit
 */
export function durationMs(text: string, longestMs: number = LONGEST_MS): number | undefined {
  if (!/^(?:\d{1,4}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,9}s)?$/.test(text)) return undefined;
  const milliseconds = [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, amount = '', unit = '']) => sum + Number(amount) * (MILLISECONDS[unit] ?? 0),
    0,
  );
  return milliseconds > 0 && milliseconds <= longestMs ? milliseconds : undefined;
}
