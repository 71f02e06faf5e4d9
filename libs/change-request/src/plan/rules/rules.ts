import type { RuleResult } from '../change-plan.ts';
import { calendarRules } from './calendar-rules.ts';
import { factsRules } from './facts-rules.ts';
import { filesRules } from './files-rules.ts';
import { hazardResults } from './hazard-results.ts';
import { healthRules } from './health-rules.ts';
import { instancesRules } from './instances-rules.ts';
import type { Rule, Situation } from './rule.ts';
import { topologyRules } from './topology-rules.ts';

/** Every rule of the bot but for those of change-impact, in the order in which results are told. */
export const RULES: readonly Rule[] = [
  ...filesRules,
  ...calendarRules,
  ...topologyRules,
  ...instancesRules,
  ...factsRules,
  ...healthRules,
];

/** What each rule says of a change, those that passed too. */
export function ruleResults(situation: Situation): readonly RuleResult[] {
  return [...RULES.map(({ id, judge }): RuleResult => ({ id, ...judge(situation) })), ...hazardResults(situation)];
}
