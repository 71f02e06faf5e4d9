/**
 * Decompresses one LZ4 block to `out`, from `start` on; it may refer to what stands in `out` before.
 * @param end where in `out` its content must have ended
 * @returns where its content ends; undefined when the block is malformed or does not fit
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function decodeLz4Block(
  block: Uint8Array,
  out: Uint8Array,
  { start, end, historyStart }: { readonly start: number; readonly end: number; readonly historyStart: number },
): number | undefined {
  const blockEnd = block.length;
  let at = 0;
  let to = start;
  while (at < blockEnd) {
    const token = block[at] ?? 0;
    at += 1;
    let literals = token >>> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && at < blockEnd) {
        byte = block[at] ?? 0;
        at += 1;
        literals += byte;
      }
      if (byte === 255) return undefined;
    }
    if (literals > blockEnd - at || literals > end - to) return undefined;
    if (literals > 24) out.set(block.subarray(at, at + literals), to);
    else for (let i = 0; i < literals; i += 1) out[to + i] = block[at + i] ?? 0;
    at += literals;
    to += literals;
    if (at === blockEnd) return to; // the last sequence has no match

    if (at + 2 > blockEnd) return undefined;
    const offset = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let byte = 255;
      while (byte === 255 && at < blockEnd) {
        byte = block[at] ?? 0;
        at += 1;
        length += byte;
      }
      if (byte === 255) return undefined;
    }
    if (offset === 0 || offset > to - historyStart || length > end - to) return undefined;
    copyMatch(out, to, { offset, length });
    to += length;
  }
  return undefined;
}

function copyMatch(
  out: Uint8Array,
  to: number,
  { offset, length }: { readonly offset: number; readonly length: number },
): void {
  if (length <= 24) {
    for (let i = 0; i < length; i += 1) out[to + i] = out[to - offset + i] ?? 0;
    return;
  }
  if (offset === 1) {
    out.fill(out[to - 1] ?? 0, to, to + length);
    return;
  }
  // A match that overlaps itself repeats: what was copied doubles with each step.
  const from = to - offset;
  let copied = 0;
  while (copied < length) {
    const step = Math.min(offset + copied, length - copied);
    out.copyWithin(to + copied, from, from + step);
    copied += step;
  }
}
