import { parseGoUint } from './go-integer.ts';

/**
 * Whether CloudNativePG takes a text for a position in the WAL: two hexadecimal numbers around one slash. Each may have 64 bits, though
 * PostgreSQL prints 32 (`16/B374D848`).
 * @see github.com/cloudnative-pg/machinery/pkg/types: LSN.Parse
 */
export function isLsn(text: string): boolean {
  const halves = text.split('/');
  return halves.length === 2 && halves.every((half) => parseGoUint(half, { base: 16, bits: 64 }) !== undefined);
}
