/**
 * The checksum that PostgreSQL keeps in the header of a data page (FNV-1a, in 32 lanes).
 *
 * This is the plain form, to read and to judge the fast one by.
 *
 * @param page one page, of the size that its cluster has; the checksum stored in it plays no part
 * @param blockNumber counted over the whole relation, not from the start of its file
 * @returns 1 to 65535
 * @see PostgreSQL 18, src/include/storage/checksum_impl.h
 */
export function pageChecksum(page: Uint8Array, blockNumber: number): number {
  return checksumOf(mixPage(page), blockNumber);
}

/** The value as stored, from the 32 bits that a page mixes to. */
export function checksumOf(mixed: number, blockNumber: number): number {
  return (((mixed ^ blockNumber) >>> 0) % 65_535) + 1;
}

/** All 32-bit words of the page, mixed to one. The stored checksum counts as zero. */
export function mixPage(page: Uint8Array): number {
  const words = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const lanes = Uint32Array.from(LANES_START);
  for (let at = 0; at < page.byteLength; at += 4) {
    const word = words.getUint32(at, true);
    mixIn(lanes, (at / 4) % LANES, at === CHECKSUM_WORD ? (word & 0xffff_0000) >>> 0 : word);
  }
  for (let round = 0; round < ROUNDS_BEHIND; round += 1)
    for (let lane = 0; lane < LANES; lane += 1) mixIn(lanes, lane, 0);
  return lanes.reduce((all, lane) => (all ^ lane) >>> 0, 0);
}

function mixIn(lanes: Uint32Array, lane: number, word: number): void {
  const value = (lanes[lane] ?? 0) ^ word;
  lanes[lane] = Math.imul(value, PRIME) ^ (value >>> 17);
}

export const PRIME = 16_777_619;
export const LANES = 32;
/** Rounds of zeroes after the page, so that its last words are mixed well. */
export const ROUNDS_BEHIND = 2;
/** Offset of the word whose lower half is the stored checksum. */
const CHECKSUM_WORD = 8;

/** Where the lanes begin. */
export const LANES_START: readonly number[] = [
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c, 0xf8d4474f,
  0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb, 0xe58f764b, 0x187636bc,
  0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4, 0x783125bb, 0x6ca8eaa2, 0xe407eac6,
  0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
];
