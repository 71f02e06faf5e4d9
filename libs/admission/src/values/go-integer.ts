const SIGNED = /^[+-]?\d+$/;
const MOST_INT64 = 2n ** 63n - 1n;
const DIGITS = { 10: /^\d+$/, 16: /^[\da-f]+$/i } as const;

/**
 * Reads a decimal number with or without a sign, as Go does: 64 bits, leading zeros allowed, nothing around it.
 * @see Go: strconv.Atoi
 */
export function parseGoInt(text: string): bigint | undefined {
  if (!SIGNED.test(text)) return undefined;
  const size = BigInt(text.replace(/^[+-]/, ''));
  const value = text.startsWith('-') ? -size : size;
  return value > MOST_INT64 || value < -MOST_INT64 - 1n ? undefined : value;
}

/**
 * Reads a number without a sign or a prefix, as Go does; leading zeros are allowed.
 * @see Go: strconv.ParseUint
 */
export function parseGoUint(text: string, as: { readonly base: 10 | 16; readonly bits: 32 | 64 }): bigint | undefined {
  if (!DIGITS[as.base].test(text)) return undefined;
  const value = BigInt(as.base === 16 ? `0x${text}` : text);
  return value < 2n ** BigInt(as.bits) ? value : undefined;
}
