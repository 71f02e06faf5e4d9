import type { Hazard } from '@postgres-ha/change-impact';
import { IMPACT_RULE } from '@postgres-ha/cluster-change';
import type { RuleResult } from '../change-plan.ts';
import { HAZARD_LEVELS, JUDGED_APART } from './hazard-levels.ts';
import { listed, nameOf, type Outcome, type Situation } from './rule.ts';

/** What stands in place of all hazards that were looked for and not found. */
export const NO_HAZARD = 'impact';

/** One result for each hazard that was found, with the clusters that it was found in; one for all of them where none was. */
export function hazardResults({ changes }: Situation): readonly RuleResult[] {
  const found = changes.flatMap((change) =>
    change.impact.hazards
      .filter(({ id }) => !JUDGED_APART.has(id))
      .map((hazard) => ({ hazard, cluster: nameOf(change) })),
  );
  if (found.length === 0) {
    return [
      { id: NO_HAZARD, outcome: 'passed', summary: 'None of the known hazards of a change is in it.', remedy: '' },
    ];
  }
  return [...Map.groupBy(found, ({ hazard }) => hazard.id)].flatMap(([id, same]): readonly RuleResult[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { hazard } = first;
    return [
      {
        id: `${IMPACT_RULE}${id}`,
        outcome: outcomeOf(hazard),
        summary: `${listed(same.map(({ cluster }) => cluster))}: ${hazard.summary} ${hazard.detail}`,
        remedy: hazard.remedy,
      },
    ];
  });
}

export function outcomeOf({ id, level }: Pick<Hazard, 'id' | 'level'>): Outcome {
  // A hazard that is not in the table yet is taken as one that matters.
  return level === 'error' ? 'denied' : (HAZARD_LEVELS[id] ?? 'needs-override');
}
