/** A stream of numbers that is the same on every machine for the same seed. */
export interface Random {
  /** 0 to `below` - 1. */
  readonly int: (below: number) => number;
  /** @throws on an empty list */
  readonly pick: <T>(list: readonly T[]) => T;
  /** True in `percent` of 100. */
  readonly chance: (percent: number) => boolean;
}

/**
 * @param seed what is printed and given again to repeat a run
 * @param index sets the streams of one seed apart
 */
export function randomOf(seed: number, index = 0): Random {
  let state = scrambled(scrambled(seed >>> 0) ^ Math.imul(index + 1, 0x9e3779b1));
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return scrambled(state);
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[int(list.length)] as T;
    },
    chance: (percent) => int(100) < percent,
  };
}

/** Spreads 32 bits so that neighbours have nothing in common; multiplications stay within 32 bits. */
function scrambled(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
