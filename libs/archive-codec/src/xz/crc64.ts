const POLYNOMIAL_LOW = 0xd7870f42 | 0;
const POLYNOMIAL_HIGH = 0xc96c5795 | 0;
const SLICES = 4;

const LOW = new Int32Array(SLICES * 256);
const HIGH = new Int32Array(SLICES * 256);
fillTables();

/** CRC-64 (ECMA-182) of bytes that come in parts, in two halves because JavaScript has no fast 64-bit integers. */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** As it is stored: 8 bytes, the lowest first. */
  digest(): Uint8Array;
}

export function crc64(): Crc64 {
  let low = -1;
  let high = -1;
  return {
    update: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const inFours = bytes.length - (bytes.length % SLICES);
      let l = low;
      let h = high;
      let at = 0;
      for (; at < inFours; at += SLICES) {
        const x = l ^ view.getInt32(at, true);
        const a = 768 + (x & 0xff);
        const b = 512 + ((x >>> 8) & 0xff);
        const c = 256 + ((x >>> 16) & 0xff);
        const d = x >>> 24;
        l = h ^ (LOW[a] ?? 0) ^ (LOW[b] ?? 0) ^ (LOW[c] ?? 0) ^ (LOW[d] ?? 0);
        h = (HIGH[a] ?? 0) ^ (HIGH[b] ?? 0) ^ (HIGH[c] ?? 0) ^ (HIGH[d] ?? 0);
      }
      for (; at < bytes.length; at += 1) {
        const entry = (l ^ (bytes[at] ?? 0)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (LOW[entry] ?? 0);
        h = (h >>> 8) ^ (HIGH[entry] ?? 0);
      }
      low = l;
      high = h;
    },
    digest: () => {
      const stored = new DataView(new ArrayBuffer(8));
      stored.setInt32(0, ~low, true);
      stored.setInt32(4, ~high, true);
      return new Uint8Array(stored.buffer);
    },
  };
}

function fillTables(): void {
  for (let byte = 0; byte < 256; byte += 1) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (!carry) continue;
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
    LOW[byte] = low;
    HIGH[byte] = high;
  }
  for (let at = 256; at < LOW.length; at += 1) {
    const low = LOW[at - 256] ?? 0;
    const high = HIGH[at - 256] ?? 0;
    LOW[at] = ((low >>> 8) | (high << 24)) ^ (LOW[low & 0xff] ?? 0);
    HIGH[at] = (high >>> 8) ^ (HIGH[low & 0xff] ?? 0);
  }
}
