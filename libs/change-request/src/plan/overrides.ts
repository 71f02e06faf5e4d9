import type { Judgement, Override, RuleResult } from './change-plan.ts';

/** Why an override does not count; undefined where it does. */
export function overrideProblem(
  rules: readonly RuleResult[],
  override: Override,
  requestedBy: string | undefined,
): string | undefined {
  const result = rules.find(({ id }) => id === override.rule);
  if (override.reason.trim() === '') return 'An override needs a reason.';
  if (override.by.toLowerCase() === requestedBy?.toLowerCase()) {
    return 'Whoever asked for the change cannot override its rules: a second person has to.';
  }
  if (result === undefined) return 'This rule says nothing of this change.';
  switch (result.outcome) {
    case 'needs-override':
    case 'overridden':
      return undefined;
    case 'denied':
      return 'What this rule denies cannot be overridden.';
    case 'passed':
    case 'warned':
    case 'unknown':
      return 'This rule asks for no override here.';
  }
}

/** The judgement with the overrides that count; of several for one rule, the first. */
export function applyOverrides<J extends Pick<Judgement, 'rules' | 'verdict'>>(
  judgement: J,
  overrides: readonly Override[],
  requestedBy: string | undefined,
): J {
  const rules = judgement.rules.map((result): RuleResult => {
    const override = overrides.find(
      (one) => one.rule === result.id && overrideProblem([result], one, requestedBy) === undefined,
    );
    return override === undefined ? result : { ...result, outcome: 'overridden', override };
  });
  return { ...judgement, rules, verdict: verdictOf(rules) };
}

export function verdictOf(rules: readonly RuleResult[]): Judgement['verdict'] {
  if (rules.some(({ outcome }) => outcome === 'denied')) return 'denied';
  return rules.some(({ outcome }) => outcome === 'needs-override') ? 'needs-override' : 'clean';
}
