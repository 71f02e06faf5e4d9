import { BLOCK_BYTES } from './tar-blocks.ts';
import { utf8UpToNul } from './utf8.ts';

/** A header block as it stands, before what extended headers say. */
export interface TarHeader {
  readonly type: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
  readonly target: string;
}

export type TarHeaderOutcome =
  | { readonly kind: 'header'; readonly header: TarHeader }
  | { readonly kind: 'checksum'; readonly found: string; readonly expected: string }
  | { readonly kind: 'malformed'; readonly because: string };

const CHECKSUM_AT = 148;
const MAGIC_AT = 257;
/** `ustar`, NUL, `00`; GNU has `ustar`, two spaces, NUL. */
const POSIX = [0x75, 0x73, 0x74, 0x61, 0x72, 0x00, 0x30, 0x30] as const;
const GNU = [0x75, 0x73, 0x74, 0x61, 0x72, 0x20, 0x20, 0x00] as const;
const SPACE = 0x20;
const ZERO = 0x30;

/**
 * Reads a header block of POSIX (ustar) or GNU tar.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar 1.35, "Basic Tar Format"
 */
export function readTarHeader(block: Uint8Array): TarHeaderOutcome {
  const stored = octal(block.subarray(CHECKSUM_AT, CHECKSUM_AT + 8));
  const sum = checksum(block);
  if (stored !== sum)
    return {
      kind: 'checksum',
      found: stored === undefined ? 'no number' : stored.toString(8),
      expected: sum.toString(8),
    };
  const isPosix = standsAt(block, MAGIC_AT, POSIX);
  if (!isPosix && !standsAt(block, MAGIC_AT, GNU))
    return { kind: 'malformed', because: 'it is not marked as ustar, neither as POSIX nor as GNU does' };
  const mode = octal(block.subarray(100, 108));
  const sizeBytes = number(block.subarray(124, 136));
  const modifiedAt = number(block.subarray(136, 148));
  if (mode === undefined || sizeBytes === undefined || modifiedAt === undefined || sizeBytes < 0)
    return { kind: 'malformed', because: 'its mode, size or time is no number' };
  const name = utf8UpToNul(block.subarray(0, 100));
  const prefix = isPosix ? utf8UpToNul(block.subarray(345, 500)) : '';
  return {
    kind: 'header',
    header: {
      type: String.fromCharCode(block[156] ?? 0),
      path: prefix === '' ? name : `${prefix}/${name}`,
      sizeBytes,
      mode: mode & 0o7777,
      modifiedAt,
      target: utf8UpToNul(block.subarray(157, 257)),
    },
  };
}

function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20; // its own place counts as spaces
  for (let at = 0; at < CHECKSUM_AT; at += 1) sum += block[at] ?? 0;
  for (let at = CHECKSUM_AT + 8; at < BLOCK_BYTES; at += 1) sum += block[at] ?? 0;
  return sum;
}

/** Spaces, octal digits, then nothing but spaces and NUL; an empty field is 0. */
function octal(field: Uint8Array): number | undefined {
  let at = 0;
  while (field[at] === SPACE) at += 1;
  let value = 0;
  for (let byte = field[at] ?? 0; byte >= ZERO && byte < ZERO + 8; byte = field[at] ?? 0) {
    value = value * 8 + byte - ZERO;
    at += 1;
  }
  for (; at < field.length; at += 1) if (field[at] !== SPACE && field[at] !== 0) return undefined;
  return value;
}

/** Octal, or with the highest bit set two's complement in the other bits (GNU, also written by Python). */
function number(field: Uint8Array): number | undefined {
  const [first = 0] = field;
  if (first < 0x80) return octal(field);
  let value = (first & 0x40) === 0 ? BigInt(first & 0x3f) : BigInt(first) - 0x100n;
  for (const byte of field.subarray(1)) value = value * 256n + BigInt(byte);
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : undefined;
}

function standsAt(block: Uint8Array, start: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => block[start + i] === byte);
}
