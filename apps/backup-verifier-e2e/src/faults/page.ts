/** A page of a relation, edited by a fault: written apart from the product's own code, which it is to be tested with. */
export const PAGE_BYTES = 8192;

// @see src/include/storage/checksum_impl.h of PostgreSQL 17
const BASES = Uint32Array.of(
  ...[0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c],
  ...[0xf8d4474f, 0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb],
  ...[0xe58f764b, 0x187636bc, 0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4],
  ...[0x783125bb, 0x6ca8eaa2, 0xe407eac6, 0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756],
);
const PRIME = 16_777_619;

/** The checksum that belongs into a page, whatever stands there. */
export function checksumOf(page: Uint8Array, blockNumber: number): number {
  const view = new DataView(page.buffer, page.byteOffset, PAGE_BYTES);
  const sums = Uint32Array.from(BASES);
  const mix = (column: number, value: number): void => {
    const mixed = ((sums[column] ?? 0) ^ value) >>> 0;
    sums[column] = Math.imul(mixed, PRIME) ^ (mixed >>> 17);
  };
  for (let offset = 0; offset < PAGE_BYTES; offset += 4) {
    const word = view.getUint32(offset, true);
    // the checksum itself, in the lower half of the third word, counts as zero
    mix((offset / 4) % 32, offset === 8 ? word & 0xffff_0000 : word);
  }
  for (let round = 0; round < 2; round += 1) for (let column = 0; column < 32; column += 1) mix(column, 0);
  const folded = sums.reduce((result, sum) => (result ^ sum) >>> 0, 0);
  return (((folded ^ blockNumber) >>> 0) % 65_535) + 1;
}

export function storedChecksum(page: Uint8Array): number {
  return (page[8] ?? 0) | ((page[9] ?? 0) << 8);
}

/** Makes the checksum fit again after an edit. */
export function seal(page: Uint8Array, blockNumber: number): void {
  new DataView(page.buffer, page.byteOffset, PAGE_BYTES).setUint16(8, checksumOf(page, blockNumber), true);
}
