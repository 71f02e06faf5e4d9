/** A position in the write-ahead log: bytes since the log began, 64 bits. */
export type Lsn = bigint & { readonly __brand: 'Lsn' };

const TEXT = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/**
 * @throws RangeError for what does not fit into 64 bits
 */
export function lsn(value: bigint): Lsn {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) {
    throw new RangeError(`LSN: found ${value}, expected 0 to 2^64-1`);
  }
  return value as Lsn;
}

/** @param text `16/B374D848`, as `pg_lsn` prints it. @returns undefined when malformed */
export function parseLsn(text: string): Lsn | undefined {
  const [, high, low] = TEXT.exec(text) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return ((BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)) as Lsn;
}

/** `16/B374D848`: both halves in hexadecimal, without zeroes in front. */
export function formatLsn(position: Lsn): string {
  const hex = (half: bigint): string => half.toString(16).toUpperCase();
  return `${hex(position >> 32n)}/${hex(position & 0xffff_ffffn)}`;
}
