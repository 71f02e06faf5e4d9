/** Decodes LZMA, whose content goes through a dictionary of the size that was asked for. */
export interface LzmaDecoder {
  resetDictionary(): void;
  resetState(): void;
  /** Also resets the state. @returns false for properties that LZMA2 does not allow */
  setProperties(properties: number): boolean;
  /** @returns false when the bytes cannot be the begin of LZMA data */
  begin(compressed: Uint8Array): boolean;
  /** Some of the content, at most so many bytes. @returns undefined when it is malformed */
  decode(sizeBytes: number): Uint8Array | undefined;
  /** Whether the compressed bytes are used up, and end as they must. */
  isFinished(): boolean;
  /** Content that is not compressed, or some of it. */
  copy(plain: Uint8Array): Uint8Array;
}

const STATES = 12;
const MAX_POSITION_STATES = 16;
const LENGTH_PROBS = 2 + 16 * 8 + 16 * 8 + 256;
const INITIAL = 1024;

/** Where the probabilities of each kind begin. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * MAX_POSITION_STATES;
const IS_REP0 = IS_REP + STATES;
const IS_REP1 = IS_REP0 + STATES;
const IS_REP2 = IS_REP1 + STATES;
const IS_REP0_LONG = IS_REP2 + STATES;
const DISTANCE_SLOT = IS_REP0_LONG + STATES * MAX_POSITION_STATES;
const DISTANCE_SPECIAL = DISTANCE_SLOT + 4 * 64;
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 128;
const MATCH_LENGTH = DISTANCE_ALIGN + 16;
const REP_LENGTH = MATCH_LENGTH + LENGTH_PROBS;
const LITERAL = REP_LENGTH + LENGTH_PROBS;
const ALL = LITERAL + 0x300 * 16; // LZMA2: lc + lp is at most 4

/** @see xz 5.8, src/liblzma/lzma/lzma_decoder.c, and doc/lzma-file-format.txt */
export function lzmaDecoder(dictionaryBytes: number): LzmaDecoder {
  const capacity = Math.max(dictionaryBytes, 4096);
  const dictionary = new Uint8Array(capacity);
  const probs = new Uint16Array(ALL);
  let place = 0; // in the dictionary
  let known = 0; // bytes since its last reset, at most `capacity`
  let total = 0; // bytes since its last reset; only the lower bits count

  let literalContextBits = 0;
  let literalPositionMask = 0;
  let positionMask = 0;
  let state = 0;
  let rep0 = 0;
  let rep1 = 0;
  let rep2 = 0;
  let rep3 = 0;

  let input: Uint8Array = new Uint8Array(0);
  let at = 0;
  let range = 0;
  let code = 0;
  let pendingLength = 0; // of a match that did not fit into the last piece

  // `range` and `code` are unsigned, but kept as signed numbers: those need no memory of their own.
  const normalise = (): void => {
    if (range >>> 24 !== 0) return;
    range <<= 8;
    code = (code << 8) | (input[at] ?? 0);
    at += 1;
  };
  const bit = (index: number): 0 | 1 => {
    const prob = probs[index] ?? 0;
    const bound = Math.imul(range >>> 11, prob);
    if (code >>> 0 < bound >>> 0) {
      range = bound;
      probs[index] = prob + ((2048 - prob) >>> 5);
      normalise();
      return 0;
    }
    range = (range - bound) | 0;
    code = (code - bound) | 0;
    probs[index] = prob - (prob >>> 5);
    normalise();
    return 1;
  };
  const tree = (base: number, bits: number): number => {
    let node = 1;
    for (let i = 0; i < bits; i += 1) node = (node << 1) | bit(base + node);
    return node - (1 << bits);
  };
  const reverseTree = (base: number, bits: number): number => {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      const b = bit(base + node);
      node = (node << 1) | b;
      value |= b << i;
    }
    return value;
  };
  const direct = (bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      range >>>= 1;
      const b = code >>> 0 >= range ? 1 : 0;
      if (b === 1) code = (code - range) | 0;
      value = (value << 1) | b;
      normalise();
    }
    return value >>> 0;
  };
  const matchLength = (base: number, positionState: number): number => {
    if (bit(base) === 0) return 2 + tree(base + 2 + (positionState << 3), 3);
    if (bit(base + 1) === 0) return 10 + tree(base + 2 + 128 + (positionState << 3), 3);
    return 18 + tree(base + 2 + 256, 8);
  };
  const matchDistance = (length: number): number => {
    const slot = tree(DISTANCE_SLOT + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const directBits = (slot >>> 1) - 1;
    const base = ((2 | (slot & 1)) << directBits) >>> 0;
    if (slot < 14) return base + reverseTree(DISTANCE_SPECIAL + base - slot, directBits);
    return base + direct(directBits - 4) * 16 + reverseTree(DISTANCE_ALIGN, 4);
  };
  const literal = (): number => {
    const before = known === 0 ? 0 : (dictionary[place === 0 ? capacity - 1 : place - 1] ?? 0);
    const context = ((total & literalPositionMask) << literalContextBits) + (before >>> (8 - literalContextBits));
    const base = LITERAL + 0x300 * context;
    let symbol = 1;
    if (state >= 7) {
      let matched = dictionary[place > rep0 ? place - rep0 - 1 : place - rep0 - 1 + capacity] ?? 0;
      while (symbol < 0x100) {
        const expected = (matched >>> 7) & 1;
        matched <<= 1;
        const b = bit(base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | b;
        if (b !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | bit(base + symbol);
    return symbol & 0xff;
  };
  /** Takes the next match's length, its distance into `rep0`. 0: malformed. */
  const match = (positionState: number): number => {
    if (bit(IS_REP + state) === 0) {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      const length = matchLength(MATCH_LENGTH, positionState);
      rep0 = matchDistance(length);
      state = state < 7 ? 7 : 10;
      return length;
    }
    if (bit(IS_REP0 + state) === 0) {
      if (bit(IS_REP0_LONG + (state << 4) + positionState) === 0) {
        state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      let distance: number;
      if (bit(IS_REP1 + state) === 0) {
        distance = rep1;
      } else {
        if (bit(IS_REP2 + state) === 0) {
          distance = rep2;
        } else {
          distance = rep3;
          rep3 = rep2;
        }
        rep2 = rep1;
      }
      rep1 = rep0;
      rep0 = distance;
    }
    state = state < 7 ? 8 : 11;
    return matchLength(REP_LENGTH, positionState);
  };
  /** Copies within the dictionary, which must have room up to its end for it. */
  const repeat = (length: number): void => {
    let from = place > rep0 ? place - rep0 - 1 : place - rep0 - 1 + capacity;
    if (length > 24 && rep0 + 1 >= length && from + length <= capacity) {
      dictionary.copyWithin(place, from, from + length);
      place += length;
      return;
    }
    for (let i = 0; i < length; i += 1) {
      dictionary[place] = dictionary[from] ?? 0;
      place += 1;
      from += 1;
      if (from === capacity) from = 0;
    }
  };
  const putMatch = (length: number): void => {
    repeat(length);
    total += length;
    known = Math.min(known + length, capacity);
  };
  /** @returns false when malformed */
  const fill = (end: number): boolean => {
    if (pendingLength > 0) {
      const length = Math.min(pendingLength, end - place);
      pendingLength -= length;
      putMatch(length);
    }
    while (place < end) {
      const positionState = total & positionMask;
      if (bit(IS_MATCH + (state << 4) + positionState) === 0) {
        const byte = literal();
        dictionary[place] = byte;
        place += 1;
        total += 1;
        known = Math.min(known + 1, capacity);
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      const length = match(positionState);
      if (rep0 >= known || at > input.length) return false;
      const fits = Math.min(length, end - place);
      pendingLength = length - fits;
      putMatch(fits);
    }
    return at <= input.length;
  };
  /** What was put into the dictionary since, as bytes of its own; begins anew at its end. */
  const given = (start: number): Uint8Array => {
    const bytes = dictionary.slice(start, place);
    if (place === capacity) place = 0;
    total &= 15;
    return bytes;
  };

  const resetState = (): void => {
    probs.fill(INITIAL);
    state = 0;
    rep0 = 0;
    rep1 = 0;
    rep2 = 0;
    rep3 = 0;
  };
  return {
    resetDictionary: () => {
      known = 0;
      total = 0;
    },
    resetState,
    setProperties: (properties) => {
      const lc = properties % 9;
      const lp = Math.floor(properties / 9) % 5;
      const pb = Math.floor(properties / 45);
      if (pb > 4 || lc + lp > 4) return false;
      literalContextBits = lc;
      literalPositionMask = (1 << lp) - 1;
      positionMask = (1 << pb) - 1;
      resetState();
      return true;
    },
    begin: (compressed) => {
      if (compressed.length < 5 || compressed[0] !== 0) return false;
      input = compressed;
      range = -1;
      code = new DataView(compressed.buffer, compressed.byteOffset).getInt32(1);
      at = 5;
      return true;
    },
    decode: (sizeBytes) => {
      const start = place;
      return fill(Math.min(place + sizeBytes, capacity)) ? given(start) : undefined;
    },
    isFinished: () => at === input.length && code === 0 && pendingLength === 0,
    copy: (plain) => {
      const start = place;
      const bytes = plain.subarray(0, capacity - place);
      dictionary.set(bytes, place);
      place += bytes.length;
      total += bytes.length;
      known = Math.min(known + bytes.length, capacity);
      return given(start);
    },
  };
}
