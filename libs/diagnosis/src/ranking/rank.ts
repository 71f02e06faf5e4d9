import { ALL_CHECKS } from '../checks/all-checks.ts';
import type { Explanation, Found } from '../checks/check.ts';
import type { Finding } from '../diagnosis.ts';

/** What is said of each id, whichever check finds it. */
export const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map(
  ALL_CHECKS.flatMap(({ findings }) => Object.entries(findings)),
);

/** Ids by how deep they lie and how seldom they are found in vain: what is before another one is the likelier cause. */
const ORDER: readonly string[] = ALL_CHECKS.flatMap(({ findings }) => Object.keys(findings));

/**
 * Causes first: what nothing else here explains, critical ones and those that explain most of the others before the rest; then what they explain.
 * The same evidence always gives the same order.
 */
export function rank(found: readonly Found[]): readonly Finding[] {
  const unique = found.filter(
    (each, index) => found.findIndex(({ id, subject }) => id === each.id && subject === each.subject) === index,
  );
  const ids = new Set(unique.map(({ id }) => id));
  const explained = new Map([...ids].map((id) => [id, consequences(id, ids)]));
  const isExplained = (id: string): boolean => [...explained].some(([cause, all]) => cause !== id && all.has(id));
  const depthOf = (id: string): Finding['depth'] => {
    if (EXPLANATIONS.get(id)?.symptom === true) return 'symptom';
    if (!isExplained(id)) return 'root';
    return (explained.get(id)?.size ?? 0) > 0 ? 'contributing' : 'symptom';
  };
  const findings = unique.map(({ id, subject, headline, evidence, nextSteps }): Finding => ({
    id,
    severity: EXPLANATIONS.get(id)?.severity ?? 'warning',
    depth: depthOf(id),
    subject,
    headline,
    evidence,
    nextSteps,
    explains: (EXPLANATIONS.get(id)?.explains ?? []).filter((each) => ids.has(each)),
  }));
  const weight = ({ id, severity, depth }: Finding): readonly number[] => [
    isExplained(id) ? 1 : 0,
    severity === 'critical' ? 0 : 1,
    DEPTHS.indexOf(depth),
    -(explained.get(id)?.size ?? 0),
    ORDER.indexOf(id),
  ];
  return findings.toSorted((a, b) => compare(weight(a), weight(b)) || compareText(a.subject, b.subject));
}

const DEPTHS: readonly Finding['depth'][] = ['root', 'contributing', 'symptom'];

/** All that follows from a finding among those that were found, over as many steps as it takes. */
function consequences(id: string, among: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set<string>();
  const walk = (each: string): void => {
    for (const next of EXPLANATIONS.get(each)?.explains ?? []) {
      if (!among.has(next) || reached.has(next) || next === id) continue;
      reached.add(next);
      walk(next);
    }
  };
  walk(id);
  return reached;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
