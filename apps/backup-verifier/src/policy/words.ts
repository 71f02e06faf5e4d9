import { z } from 'zod';

/** Text that says something. */
export function word(expected: string): z.ZodString {
  return z.string(expected).min(1, expected);
}

/** @param unit for messages, in the plural */
export function whole(unit: string): z.ZodInt {
  const expected = `a whole number of ${unit}`;
  return z.int(expected).min(0, expected);
}

/** @param unit for messages, in the plural */
export function positiveWhole(unit: string): z.ZodInt {
  const expected = `a whole number of ${unit} above 0`;
  return z.int(expected).positive(expected);
}
