/** Numbers from 0 up to 1, always the same ones for the same seed and number of a trial. Mulberry32. */
export function randomOf(seed: number, trial: number): () => number {
  let state = (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(trial + 1, 0x85eb_ca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed of 31 bits. */
export function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
