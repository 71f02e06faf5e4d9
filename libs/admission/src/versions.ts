/** CloudNativePG 1.30: read in the source of v1.30.0. */
export const CNPG_1_30 = '>=1.30.0 <1.31.0';

/** Every range of versions whose schemas are here. */
const KNOWN: readonly string[] = [CNPG_1_30];

/** The operator that is meant where nobody says. */
export const DEFAULT_OPERATOR = '1.30.0';

/** Whether the schemas and rules here are those of an operator. */
export function isKnownOperator(version: string): boolean {
  return KNOWN.some((range) => isWithin(version, range));
}

/** Something that only some versions of the operator know. */
interface Versioned {
  readonly versions: string;
}

const chosen = new WeakMap<readonly Versioned[], Map<string, readonly Versioned[]>>();

/** The rules that an operator of a version judges by, found once for each list and version. */
export function rulesOf<R extends Versioned>(rules: readonly R[], version: string): readonly R[] {
  const known = chosen.get(rules) ?? new Map<string, readonly R[]>();
  const found = known.get(version) ?? rules.filter(({ versions }) => isWithin(version, versions));
  chosen.set(rules, known.set(version, found));
  return found as readonly R[];
}

/**
 * Whether a version is in a range such as `>=1.30.0 <1.31.0`, all of whose bounds must hold.
 * @throws TypeError where the range is none
 */
export function isWithin(version: string, range: string): boolean {
  return range.split(' ').every((bound) => {
    const [, comparison, than = ''] = /^(>=|<)(\d+\.\d+\.\d+)$/.exec(bound) ?? [];
    if (comparison === undefined) throw new TypeError(`${range} is no range of versions`);
    const order = compared(version, than);
    return comparison === '<' ? order < 0 : order >= 0;
  });
}

function compared(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const difference = [0, 1, 2].map((part) => (left?.[part] ?? 0) - (right?.[part] ?? 0)).find((one) => one !== 0);
  return difference ?? 0;
}
