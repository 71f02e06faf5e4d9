/** Reads bits, the highest of a byte first. Behind the end it reads zeroes; `positionBits` tells. */
export interface BitReader {
  /** How many bits were taken, also beyond the end. */
  positionBits(): number;
  /** Up to 24 bits as a number. */
  take(bits: number): number;
  /** The same without taking them. */
  peek(bits: number): number;
  skip(bits: number): void;
}

/** @param startBit of the first byte, 0 to 7 */
export function readBits(bytes: Uint8Array, startBit: number): BitReader {
  let at = 0;
  let held = 0;
  let heldBits = 0;
  const fill = (): void => {
    while (heldBits <= 24) {
      held = (held << 8) | (bytes[at] ?? 0);
      at += 1;
      heldBits += 8;
    }
  };
  const reader: BitReader = {
    positionBits: () => 8 * at - heldBits,
    peek: (bits) => {
      if (heldBits < bits) fill();
      return (held >>> (heldBits - bits)) & ((1 << bits) - 1);
    },
    skip: (bits) => {
      heldBits -= bits;
    },
    take: (bits) => {
      if (heldBits < bits) fill();
      heldBits -= bits;
      return (held >>> heldBits) & ((1 << bits) - 1);
    },
  };
  reader.take(startBit);
  return reader;
}
