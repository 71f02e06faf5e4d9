/** `pg_filenode.map` begins with this. */
const MAGIC = 0x592717;
const MOST_MAPPINGS = 64;

/** Sizes of the file: 512 bytes up to PostgreSQL 15, which had 62 mappings; 524 with 64 mappings since 16. */
const SIZES: Readonly<Record<number, number>> = { 512: 504, 524: 520 };

/**
 * Whether a relation map, which says under which number the system catalogues lie, is what was written.
 * @param crc32c of bytes
 * @returns what is wrong with it, or undefined
 * @see PostgreSQL 18, src/backend/utils/cache/relmapper.c
 */
export function relationMapProblem(bytes: Uint8Array, crc32c: (bytes: Uint8Array) => number): string | undefined {
  const place = SIZES[bytes.length];
  if (place === undefined) return `${bytes.length} bytes long`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0, true) !== MAGIC) return 'its magic number is wrong';
  const mappings = view.getInt32(4, true);
  if (mappings < 0 || mappings > MOST_MAPPINGS) return `it says that it holds ${mappings} mappings`;
  return view.getUint32(place, true) === crc32c(bytes.subarray(0, place)) ? undefined : 'its checksum does not match';
}
