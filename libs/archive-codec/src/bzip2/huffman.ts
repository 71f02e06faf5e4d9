import type { BitReader } from './bit-reader.ts';

export const MAX_CODE_BITS = 20;
const FAST_BITS = 10;

/** A canonical code: short codes by one look into a table, longer ones by their range. */
export interface HuffmanCode {
  /** By the next FAST_BITS bits: symbol × 32 + length of its code; 0 for codes that are longer. */
  readonly fast: Uint16Array;
  /** By length: the first code that is longer, filled up to MAX_CODE_BITS bits. */
  readonly limits: Int32Array;
  /** By length: what to take from a code to have its place among the sorted symbols. */
  readonly bases: Int32Array;
  /** By length, then value. */
  readonly sorted: Uint16Array;
}

/** @param lengths of each symbol's code, 1 to 20 bits. @returns undefined when there are more codes than bits can tell apart */
export function huffmanCode(lengths: Uint8Array): HuffmanCode | undefined {
  const limits = new Int32Array(MAX_CODE_BITS + 2);
  const bases = new Int32Array(MAX_CODE_BITS + 2);
  const sorted = new Uint16Array(lengths.length);
  const fast = new Uint16Array(1 << FAST_BITS);
  let code = 0;
  let place = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits += 1) {
    bases[bits] = code - place;
    for (let symbol = 0; symbol < lengths.length; symbol += 1) {
      if (lengths[symbol] !== bits) continue;
      if (bits <= FAST_BITS) {
        const first = code << (FAST_BITS - bits);
        fast.fill(symbol * 32 + bits, first, first + (1 << (FAST_BITS - bits)));
      }
      sorted[place] = symbol;
      place += 1;
      code += 1;
    }
    if (code > 1 << bits) return undefined;
    limits[bits] = code << (MAX_CODE_BITS - bits);
    code <<= 1;
  }
  return { fast, limits, bases, sorted };
}

/** @returns the next symbol, or -1 when the bits are no code */
export function takeSymbol(bits: BitReader, { fast, limits, bases, sorted }: HuffmanCode): number {
  const ahead = bits.peek(MAX_CODE_BITS);
  const hit = fast[ahead >>> (MAX_CODE_BITS - FAST_BITS)] ?? 0;
  if (hit !== 0) {
    bits.skip(hit & 31);
    return hit >>> 5;
  }
  for (let length = FAST_BITS + 1; length <= MAX_CODE_BITS; length += 1) {
    if (ahead >= (limits[length] ?? 0)) continue;
    bits.skip(length);
    return sorted[(ahead >>> (MAX_CODE_BITS - length)) - (bases[length] ?? 0)] ?? -1;
  }
  return -1;
}
