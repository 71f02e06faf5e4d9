/**
 * Decompresses one snappy block to `out`, from `start` on.
 * @returns where its content ends in `out`; undefined when the block is malformed or does not fit
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function decodeSnappyBlock(block: Uint8Array, out: Uint8Array, start: number): number | undefined {
  let at = 0;
  let sizeBytes = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = block[at];
    if (byte === undefined || shift > 28) return undefined;
    at += 1;
    sizeBytes += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const end = start + sizeBytes;
  if (end > out.length) return undefined;

  let to = start;
  while (at < block.length) {
    const tag = block[at] ?? 0;
    at += 1;
    let length = (tag >>> 2) + 1;
    let offset: number;
    switch (tag & 3) {
      case 0: {
        if (length > 60) {
          const lengthBytes = length - 60;
          if (at + lengthBytes > block.length) return undefined;
          length = 1;
          for (let i = 0; i < lengthBytes; i += 1) length += (block[at + i] ?? 0) * 2 ** (8 * i);
          at += lengthBytes;
        }
        if (length > block.length - at || length > end - to) return undefined;
        if (length > 24) out.set(block.subarray(at, at + length), to);
        else for (let i = 0; i < length; i += 1) out[to + i] = block[at + i] ?? 0;
        at += length;
        to += length;
        continue;
      }
      case 1:
        if (at >= block.length) return undefined;
        length = ((tag >>> 2) & 7) + 4;
        offset = ((tag >>> 5) << 8) | (block[at] ?? 0);
        at += 1;
        break;
      case 2:
        if (at + 2 > block.length) return undefined;
        offset = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
        at += 2;
        break;
      default:
        if (at + 4 > block.length) return undefined;
        offset =
          (block[at] ?? 0) +
          (block[at + 1] ?? 0) * 0x100 +
          (block[at + 2] ?? 0) * 0x10000 +
          (block[at + 3] ?? 0) * 0x1000000;
        at += 4;
    }
    if (offset === 0 || offset > to - start || length > end - to) return undefined;
    if (offset >= length && length > 24) out.copyWithin(to, to - offset, to - offset + length);
    else for (let i = 0; i < length; i += 1) out[to + i] = out[to - offset + i] ?? 0;
    to += length;
  }
  return to === end ? end : undefined;
}
