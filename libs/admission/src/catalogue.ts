import { CEL_RULES } from './crd/cel-rules.ts';
import { SCHEMA_RULES } from './crd/schema-rules.ts';
import type { Example, RuleText, Vectors } from './rule.ts';
import { STATE_RULES, UPDATE_RULES } from './rules.ts';
import { VALIDATION_RULES } from './validation-switch.ts';

/** A rule as people read it, and what shows it. One that judges objects of every kind has no kind; its examples are Clusters. */
export type DescribedRule = Omit<RuleText, 'kind'> &
  Partial<Pick<RuleText, 'kind'>> & {
    readonly vectors: Vectors | Vectors<{ readonly before: Example; readonly after: Example }>;
  };

/** Every rule that is judged here. */
export const RULES: readonly DescribedRule[] = [
  ...SCHEMA_RULES,
  ...VALIDATION_RULES,
  ...CEL_RULES,
  ...Object.values(STATE_RULES).flat(),
  ...Object.values(UPDATE_RULES).flat(),
];

const byId = new Map(RULES.map((rule) => [rule.id, rule]));

/**
 * A rule by its id.
 * @throws TypeError where there is none
 */
export function ruleText(id: string): DescribedRule {
  const rule = byId.get(id);
  if (rule === undefined) throw new TypeError(`there is no rule ${id}`);
  return rule;
}
