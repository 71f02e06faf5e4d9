/** How much of what is like each other is tried. */
export interface Sample {
  /** Each so many-th; 1 for all. */
  readonly every: number;
  /** Which of them is the first; another one with each commit, so that all have their turn. */
  readonly from: number;
}

/** By SAMPLE and SAMPLE_FROM of the environment. Without them all is tried; `.ci/run` says what it tries. */
export function sampleOf(env: Readonly<Record<string, string | undefined>>): Sample {
  const read = (name: string, otherwise: string): number => {
    const text = env[name] ?? otherwise;
    if (!/^\d{1,9}$/.test(text)) throw new Error(`${name}: found ${JSON.stringify(text)}, expected a whole number`);
    return Number(text);
  };
  return { every: Math.max(1, read('SAMPLE', '1')), from: read('SAMPLE_FROM', '0') };
}

/**
 * Those of many like cases that are tried: moments of a run at which a fault is planted, mutants, archives of each codec. Never none.
 * @param row so that the rows of a table, such as the kinds of fault, do not all begin at the same place
 */
export function sampled<T>(cases: readonly T[], row = '', sample: Sample = sampleOf(process.env)): readonly T[] {
  const { every, from } = sample;
  const begin = Array.from(row).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), from) % every;
  const first = cases.length === 0 ? 0 : begin % Math.min(every, cases.length);
  return cases.filter((_, at) => at % every === first);
}

/** The numbers below a count, of which those that `sampled` takes. */
export function sampledMoments(count: number, row = ''): readonly number[] {
  return sampled([...Array(count).keys()], row);
}

/**
 * Those of some that have their turn where there is a SAMPLE, each so many-th of them; all without one. What is sampled within a turn
 * has all its turns too if `of` and SAMPLE have no common factor.
 */
export function inTurn<T>(cases: readonly T[], of: number, sample: Sample = sampleOf(process.env)): readonly T[] {
  return sample.every === 1 ? cases : sampled(cases, '', { every: of, from: sample.from });
}
