const POLYNOMIAL = 0x04c11db7;
const SLICES = 4;

const TABLES: Int32Array = makeTables();

/**
 * The CRC-32 of bzip2, which takes the highest bit first and so differs from that of gzip.
 * @param crc of the bytes before; begin with -1, and invert the last
 */
export function bzip2Crc(bytes: Uint8Array, crc: number): number {
  const t = TABLES;
  const inFours = bytes.length - (bytes.length % SLICES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = crc;
  let at = 0;
  for (; at < inFours; at += SLICES) {
    value ^= view.getInt32(at, false);
    value =
      (t[768 + (value >>> 24)] ?? 0) ^
      (t[512 + ((value >>> 16) & 0xff)] ?? 0) ^
      (t[256 + ((value >>> 8) & 0xff)] ?? 0) ^
      (t[value & 0xff] ?? 0);
  }
  for (; at < bytes.length; at += 1) value = (value << 8) ^ (t[(value >>> 24) ^ (bytes[at] ?? 0)] ?? 0);
  return value;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const before = tables[at - 256] ?? 0;
    tables[at] = (before << 8) ^ (tables[before >>> 24] ?? 0);
  }
  return tables;
}
