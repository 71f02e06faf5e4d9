/**
 * CRC-32C (Castagnoli), which protects WAL records and the control file.
 *
 * @see PostgreSQL 18, src/include/port/pg_crc32c.h
 */
export function crc32c(bytes: Uint8Array): number {
  return finishCrc32c(addToCrc32c(CRC32C_START, bytes));
}

/** What a sum begins as, before the first byte. */
export const CRC32C_START = 0xffff_ffff;

const POLYNOMIAL = 0x82f6_3b78;

/** A sum of some bytes, with more bytes added. Bit by bit: for little, and to judge faster ways by. */
export function addToCrc32c(sum: number, bytes: Uint8Array): number {
  return bytes.reduce((before, byte) => (before >>> 8) ^ crcOfByte((before ^ byte) & 0xff), sum) >>> 0;
}

/** The value as it is stored, once all bytes are in. */
export function finishCrc32c(sum: number): number {
  return ~sum >>> 0;
}

/** What eight shifts make of one byte. */
export function crcOfByte(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
}
