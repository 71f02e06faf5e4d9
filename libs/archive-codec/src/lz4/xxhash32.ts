const PRIME1 = 0x9e3779b1 | 0;
const PRIME2 = 0x85ebca77 | 0;
const PRIME3 = 0xc2b2ae3d | 0;
const PRIME4 = 0x27d4eb2f;
const PRIME5 = 0x165667b1;
const STRIPE_BYTES = 16;

/** XXH32 with seed 0, of bytes that come in parts. */
export interface XxHash32 {
  update(bytes: Uint8Array): void;
  /** Unsigned; further updates go on from here. */
  digest(): number;
}

/** @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
export function xxHash32(): XxHash32 {
  let lane1 = (PRIME1 + PRIME2) | 0;
  let lane2 = PRIME2;
  let lane3 = 0;
  let lane4 = -PRIME1 | 0;
  let totalBytes = 0;
  const rest = new Uint8Array(STRIPE_BYTES);
  let restBytes = 0;

  const stripes = (bytes: Uint8Array, start: number): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let [a, b, c, d] = [lane1, lane2, lane3, lane4];
    let at = start;
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
      a = round(a, view.getInt32(at, true));
      b = round(b, view.getInt32(at + 4, true));
      c = round(c, view.getInt32(at + 8, true));
      d = round(d, view.getInt32(at + 12, true));
    }
    [lane1, lane2, lane3, lane4] = [a, b, c, d];
    return at;
  };

  return {
    update: (bytes) => {
      totalBytes += bytes.length;
      let at = 0;
      if (restBytes > 0) {
        at = Math.min(STRIPE_BYTES - restBytes, bytes.length);
        rest.set(bytes.subarray(0, at), restBytes);
        restBytes += at;
        if (restBytes < STRIPE_BYTES) return;
        stripes(rest, 0);
      }
      at = stripes(bytes, at);
      rest.set(bytes.subarray(at), 0);
      restBytes = bytes.length - at;
    },
    digest: () => {
      let hash =
        totalBytes >= STRIPE_BYTES
          ? rotate(lane1, 1) + rotate(lane2, 7) + rotate(lane3, 12) + rotate(lane4, 18)
          : PRIME5;
      hash = (hash + totalBytes) | 0;
      const view = new DataView(rest.buffer);
      let at = 0;
      for (; at + 4 <= restBytes; at += 4)
        hash = Math.imul(rotate((hash + Math.imul(view.getInt32(at, true), PRIME3)) | 0, 17), PRIME4);
      for (; at < restBytes; at += 1)
        hash = Math.imul(rotate((hash + Math.imul(view.getUint8(at), PRIME5)) | 0, 11), PRIME1);
      hash = Math.imul(hash ^ (hash >>> 15), PRIME2);
      hash = Math.imul(hash ^ (hash >>> 13), PRIME3);
      return (hash ^ (hash >>> 16)) >>> 0;
    },
  };
}

function round(lane: number, input: number): number {
  return Math.imul(rotate((lane + Math.imul(input, PRIME2)) | 0, 13), PRIME1);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
