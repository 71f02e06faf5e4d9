/**
 * Instructions of WebAssembly as functions of their operands, so that code reads as expressions: `xor(get(a), get(b))`.
 *
 * @see WebAssembly Core Specification 2.0, 5.4
 */
export type Code = readonly number[];

/** A local variable or a parameter, by its index. */
export type Local = number;

/** Some code, one after the other. */
export const sequence = (...parts: readonly Code[]): Code => parts.flat();

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** Sets the variable, and is its value. */
export const tee = (local: Local, value: Code): Code => [...value, 0x22, ...unsigned(local)];

/** Runs the body again and again as long as the condition, looked at before each turn, holds. */
export const whileTrue = (condition: Code, body: Code): Code => [
  ...[0x02, 0x40], // block
  ...[0x03, 0x40], // loop
  ...[...condition, 0x45, 0x0d, 1], // leave the block when it is zero
  ...[...body, 0x0c, 0],
  ...[0x0b, 0x0b],
];

export const int = (value: number): Code => [0x41, ...signed(value | 0)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
export const and = (a: Code, b: Code): Code => [...a, ...b, 0x71];
export const xor = (a: Code, b: Code): Code => [...a, ...b, 0x73];
export const shiftLeft = (a: Code, bits: number): Code => [...a, ...int(bits), 0x74];
export const shiftRight = (a: Code, bits: number): Code => [...a, ...int(bits), 0x76];
export const atLeast = (a: Code, b: Code): Code => [...a, ...b, 0x4f];
export const below = (a: Code, b: Code): Code => [...a, ...b, 0x49];

export const load = (address: Code, offset = 0): Code => [...address, 0x28, 0, ...unsigned(offset)];
export const loadByte = (address: Code, offset = 0): Code => [...address, 0x2d, 0, ...unsigned(offset)];
export const loadShort = (address: Code, offset = 0): Code => [...address, 0x2f, 0, ...unsigned(offset)];
export const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, 0, 0];
export const storeShort = (address: Code, value: Code, offset: number): Code => [
  ...[...address, ...value],
  ...[0x3b, 0, ...unsigned(offset)],
];

/** Four 32-bit numbers at once. */
export const vector = {
  load: (address: Code, offset: number): Code => [...address, 0xfd, 0x00, 0, ...unsigned(offset)],
  splat: (value: Code): Code => [...value, 0xfd, 0x11],
  xor: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x51],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0xfd, ...unsigned(0xb5)],
  shiftRight: (a: Code, bits: number): Code => [...a, ...int(bits), 0xfd, ...unsigned(0xad)],
  lane: (a: Code, lane: number): Code => [...a, 0xfd, 0x1b, lane],
} as const;

/** LEB128 without sign. */
export function unsigned(value: number): Code {
  const rest = Math.floor(value / 128);
  return rest === 0 ? [value] : [(value % 128) + 128, ...unsigned(rest)];
}

function signed(value: number): Code {
  const byte = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && byte < 0x40) || (rest === -1 && byte >= 0x40);
  return isLast ? [byte] : [byte | 0x80, ...signed(rest)];
}
