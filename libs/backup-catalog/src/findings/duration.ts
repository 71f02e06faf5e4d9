const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** For people: `3 d`, `26 h`, `5 min`, `0 s`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  const [name, unit] = UNITS.find(([, each]) => size >= 2 * each) ?? ['s', 1000];
  return `${Math.round(ms / unit)} ${name}`;
}
