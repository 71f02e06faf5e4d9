const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PART = /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g;
const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
/** Go counts nanoseconds in 63 bits: about 292 years. */
const MOST = 2n ** 63n - 1n;

/**
 * Seconds of a duration as Go reads it: `30s`, `1h5m`, `-1.5h`, `0`. What is finer than a nanosecond is cut off.
 *
 * @returns undefined when malformed (`1d`, `30`, empty) or longer than Go can count.
 * @see Go: time.ParseDuration
 */
export function goDurationSeconds(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const nanoseconds = [...text.matchAll(PART)]
    .map(([, whole = '', fraction = '', unit = '']) => {
      const digits = BigInt(`0${whole}${fraction}`);
      return (digits * (NANOSECONDS[unit] ?? 0n)) / 10n ** BigInt(fraction.length);
    })
    .reduce((sum, part) => sum + part, 0n);
  const negative = text.startsWith('-');
  if (nanoseconds > (negative ? MOST + 1n : MOST)) return undefined;
  const seconds = Number(nanoseconds) / 1e9;
  return negative && seconds !== 0 ? -seconds : seconds;
}
