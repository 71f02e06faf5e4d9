const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Kubernetes counts in 64 bits with a sign. */
const MAX_BYTES = 2 ** 63;

/**
 * The number of bytes in a Kubernetes quantity such as `100Gi` or `1.5G`. Only what storage and memory sizes use: no milli, no exponent.
 *
 * @returns undefined when malformed, zero, negative or beyond what Kubernetes can count. `10GB` and `10gi` are malformed.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function quantityBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(k|[MGTPE]|[KMGTPE]i)?$/.exec(text);
  const factor = FACTORS[match?.[2] ?? ''];
  if (match === null || factor === undefined) return undefined;
  const bytes = Number(match[1]) * factor;
  return bytes > 0 && bytes < MAX_BYTES ? bytes : undefined;
}

/**
 * The number of millicores in a CPU quantity: `2` is 2000, `500m` is 500, `0.5` is 500.
 *
 * @returns undefined when malformed or zero.
 */
export function cpuMillicores(text: string): number | undefined {
  const match = /^(\d+)(m?)$|^(\d+\.\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const millicores = match[2] === 'm' ? Number(match[1]) : Math.round(Number(match[1] ?? match[3]) * 1000);
  return millicores > 0 ? millicores : undefined;
}
