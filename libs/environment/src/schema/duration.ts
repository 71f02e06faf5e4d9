const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** CloudNativePG counts seconds in 32 bits. */
const MAX_SECONDS = 2 ** 31 - 1;

export const DURATION_PATTERN = /^(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;

/**
 * Whole seconds in a duration as people write it: `30s`, `5m`, `1h30m`, `2d`.
 *
 * @returns undefined when malformed; a bare number is, because nobody can see its unit; so is one beyond 68 years.
 */
export function durationSeconds(text: string): number | undefined {
  if (text === '' || !DURATION_PATTERN.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(amount) * (SECONDS[unit] ?? 0);
  return seconds <= MAX_SECONDS ? seconds : undefined;
}
