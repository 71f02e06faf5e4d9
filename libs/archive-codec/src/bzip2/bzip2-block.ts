import type { BitReader } from './bit-reader.ts';
import { huffmanCode, MAX_CODE_BITS, takeSymbol, type HuffmanCode } from './huffman.ts';

const SYMBOLS_PER_SELECTOR = 50;

/** A block as it was sorted, still run-length encoded. */
export interface SortedBlock {
  /** By place in the sorted block: its byte, and in the upper 24 bits the place of the next. */
  readonly links: Uint32Array;
  readonly length: number;
  readonly first: number;
}

/**
 * Reads a block's content, behind its magic number and CRC.
 * @param links room for the largest block, used again for each
 * @returns undefined when it is malformed
 * @see bzip2 1.0.8, decompress.c
 */
export function readSortedBlock(bits: BitReader, links: Uint32Array): SortedBlock | undefined {
  if (bits.take(1) !== 0) return undefined; // "randomised", written only before bzip2 0.9.5
  const first = bits.take(24);
  const alphabet = readAlphabet(bits);
  const groups = bits.take(3);
  if (alphabet.length === 0 || groups < 2 || groups > 6) return undefined;
  const selectors = readSelectors(bits, groups);
  if (selectors === undefined) return undefined;
  const codes: HuffmanCode[] = [];
  for (let group = 0; group < groups; group += 1) {
    const code = readCode(bits, alphabet.length + 2);
    if (code === undefined) return undefined;
    codes.push(code);
  }
  const length = readSymbols(bits, { alphabet, selectors, codes, links });
  if (length === undefined || first >= length) return undefined;
  link(links, length);
  return { links, length, first };
}

function readAlphabet(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const rows = bits.take(16);
  for (let row = 0; row < 16; row += 1) {
    if ((rows & (0x8000 >>> row)) === 0) continue;
    const columns = bits.take(16);
    for (let column = 0; column < 16; column += 1)
      if ((columns & (0x8000 >>> column)) !== 0) used.push(16 * row + column);
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, groups: number): Uint8Array | undefined {
  const count = bits.take(15);
  if (count === 0) return undefined;
  const selectors = new Uint8Array(count);
  const recent = [0, 1, 2, 3, 4, 5];
  for (let at = 0; at < count; at += 1) {
    let place = 0;
    while (bits.take(1) === 1) {
      place += 1;
      if (place >= groups) return undefined;
    }
    const [selector = 0] = recent.splice(place, 1);
    recent.unshift(selector);
    selectors[at] = selector;
  }
  return selectors;
}

function readCode(bits: BitReader, symbols: number): HuffmanCode | undefined {
  const lengths = new Uint8Array(symbols);
  let length = bits.take(5);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) return undefined;
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return huffmanCode(lengths);
}

/** Undoes Huffman, run lengths of zeroes and move-to-front. @returns how many bytes there are */
function readSymbols(
  bits: BitReader,
  {
    alphabet,
    selectors,
    codes,
    links,
  }: {
    readonly alphabet: Uint8Array;
    readonly selectors: Uint8Array;
    readonly codes: readonly HuffmanCode[];
    readonly links: Uint32Array;
  },
): number | undefined {
  const recent = Uint8Array.from(alphabet);
  const endOfBlock = alphabet.length + 1;
  let length = 0;
  let run = 0;
  let runBit = 1;
  for (const selector of selectors) {
    const code = codes[selector];
    if (code === undefined) return undefined;
    for (let left = SYMBOLS_PER_SELECTOR; left > 0; left -= 1) {
      const symbol = takeSymbol(bits, code);
      if (symbol === 0 || symbol === 1) {
        run += runBit << symbol;
        runBit <<= 1;
        if (run > links.length) return undefined;
        continue;
      }
      if (run > 0) {
        if (run > links.length - length) return undefined;
        links.fill(recent[0] ?? 0, length, length + run);
        length += run;
        run = 0;
        runBit = 1;
      }
      if (symbol === endOfBlock) return length;
      if (symbol < 0 || length >= links.length) return undefined;
      const place = symbol - 1;
      const byte = recent[place] ?? 0;
      if (place < 16) for (let i = place; i > 0; i -= 1) recent[i] = recent[i - 1] ?? 0;
      else recent.copyWithin(1, 0, place);
      recent[0] = byte;
      links[length] = byte;
      length += 1;
    }
  }
  return undefined;
}

/** Undoes the sorting: adds to each byte the place of the one behind it. */
function link(links: Uint32Array, length: number): void {
  const places = new Uint32Array(257);
  for (let at = 0; at < length; at += 1) {
    const next = ((links[at] ?? 0) & 0xff) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let byte = 1; byte < 257; byte += 1) places[byte] = (places[byte] ?? 0) + (places[byte - 1] ?? 0);
  for (let at = 0; at < length; at += 1) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = places[byte] ?? 0;
    places[byte] = place + 1;
    links[place] = (links[place] ?? 0) | (at << 8);
  }
}
