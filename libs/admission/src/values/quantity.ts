/** A Kubernetes quantity in billionths of its unit: its finest grain. */
export type Nano = bigint & { readonly __brand: 'Nano' };

const NANO = 1_000_000_000n;
/** Where Kubernetes caps what has a binary suffix. Without one it caps nothing. */
const MOST_BINARY = (2n ** 63n - 1n) * NANO;

interface Factor {
  readonly multiplier: bigint;
  readonly divisor: bigint;
  readonly binary: boolean;
  /** Kubernetes takes this suffix behind no digit at all, as zero. */
  readonly standsAlone: boolean;
}

const SUFFIXES: ReadonlyMap<string, Factor> = new Map([
  ...['', 'm', 'u', 'n'].map((suffix, index) => [suffix, powerOfTen(-3 * index)] as const),
  ...['k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, powerOfTen(3 * (index + 1))] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, powerOf1024(index + 1)] as const),
]);

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;
const EXPONENT = /^[eE]([+-]?\d+)$/;
/** What is larger cannot be told apart, so that no text costs minutes to read. */
const MOST_EXPONENT = 5000;

/**
 * Reads a quantity as Kubernetes does, `.5Gi`, `1e3`, `-1` and the odd `Ki` (zero) included. What is finer than a billionth is
 * rounded away from zero.
 *
 * @returns undefined when malformed: `10GB`, `10 Gi`, `1K`.
 * @see k8s.io/apimachinery/pkg/api/resource: ParseQuantity
 */
export function parseQuantity(value: string | number): Nano | undefined {
  const [, sign, whole = '', fraction = '', suffix = ''] = SHAPE.exec(String(value)) ?? [];
  if (sign === undefined || value === '') return undefined;
  const factor = factorOf(suffix);
  if (factor === undefined || (!factor.standsAlone && whole === '' && fraction === '')) return undefined;
  const scale = factor.divisor * 10n ** BigInt(fraction.length);
  const scaled = BigInt(`0${whole}${fraction}`) * factor.multiplier * NANO;
  const rounded = (scaled + scale - 1n) / scale;
  const capped = factor.binary && rounded > MOST_BINARY ? MOST_BINARY : rounded;
  return (sign === '-' ? -capped : capped) as Nano;
}

/** Spaces that Go cuts off; others are escaped in JSON before it looks. */
const OUTER_SPACES =
  /^[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+|[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/g;

/**
 * Reads a quantity from JSON, where spaces around it are let pass.
 * @see k8s.io/apimachinery/pkg/api/resource: Quantity.UnmarshalJSON
 */
export function readQuantity(value: string | number): Nano | undefined {
  return parseQuantity(typeof value === 'string' ? value.replace(OUTER_SPACES, '') : value);
}

/** A quantity as a text that every schema takes, whatever it was read from. */
export function formatQuantity(nano: Nano): string {
  return nano % NANO === 0n ? String(nano / NANO) : `${nano}n`;
}

function factorOf(suffix: string): Factor | undefined {
  const exponent = EXPONENT.exec(suffix)?.[1];
  return exponent === undefined
    ? SUFFIXES.get(suffix)
    : powerOfTen(Math.max(-MOST_EXPONENT, Math.min(MOST_EXPONENT, Number(exponent))));
}

function powerOfTen(exponent: number): Factor {
  const [multiplier, divisor] = exponent < 0 ? [1n, 10n ** BigInt(-exponent)] : [10n ** BigInt(exponent), 1n];
  return { multiplier, divisor, binary: false, standsAlone: exponent >= -9 };
}

function powerOf1024(exponent: number): Factor {
  return { multiplier: 1024n ** BigInt(exponent), divisor: 1n, binary: true, standsAlone: exponent <= 4 };
}
