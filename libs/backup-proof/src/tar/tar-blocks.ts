export const BLOCK_BYTES = 512;

/** A tar as it is cut: whole blocks for headers, and whatever comes for contents. */
export interface TarBlocks {
  /** Where in the tar the next byte is. */
  readonly offsetBytes: number;
  /** So many bytes in one piece, or what is left when that is less. */
  take(sizeBytes: number): Promise<Uint8Array>;
  /** The next piece of at most so many bytes, without copying; undefined at the end. */
  next(sizeBytes: number): Promise<Uint8Array | undefined>;
  /** Tells the source that no more is wanted. */
  release(): Promise<void>;
}

export function tarBlocks(source: AsyncIterable<Uint8Array>): TarBlocks {
  const iterator = source[Symbol.asyncIterator]();
  let atHand: Uint8Array = new Uint8Array(0);
  let offsetBytes = 0;
  let ended = false;

  const pull = async (): Promise<void> => {
    while (atHand.length === 0 && !ended) {
      const result = await iterator.next();
      if (result.done === true) ended = true;
      else atHand = result.value;
    }
  };
  const next = async (sizeBytes: number): Promise<Uint8Array | undefined> => {
    if (atHand.length === 0) await pull();
    if (atHand.length === 0) return undefined;
    const piece = atHand.subarray(0, sizeBytes);
    atHand = atHand.subarray(piece.length);
    offsetBytes += piece.length;
    return piece;
  };
  return {
    get offsetBytes() {
      return offsetBytes;
    },
    next,
    take: async (sizeBytes) => {
      const first = await next(sizeBytes);
      if (first === undefined || first.length === sizeBytes) return first ?? new Uint8Array(0);
      const whole = new Uint8Array(sizeBytes);
      whole.set(first);
      let filled = first.length;
      while (filled < sizeBytes) {
        const piece = await next(sizeBytes - filled);
        if (piece === undefined) return whole.subarray(0, filled);
        whole.set(piece, filled);
        filled += piece.length;
      }
      return whole;
    },
    release: async () => {
      if (ended) return;
      ended = true;
      await iterator.return?.();
    },
  };
}

export function isZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}
