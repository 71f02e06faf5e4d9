import { IMPACT_RULE } from '@postgres-ha/cluster-change';
import type { Problem } from '@postgres-ha/environment';
import type { Judgement } from './change-plan.ts';

/** What rules deny, as problems of the files that people write: at the key that it follows from, where there is one. */
export function deniedProblems({ rules, changes }: Judgement, file: string): readonly Problem[] {
  return rules
    .filter(({ outcome }) => outcome === 'denied')
    .map(({ id, summary, remedy }) => ({
      id,
      ...(placeOf(id, changes) ?? { file, line: 1, at: '' }),
      column: 1,
      found: summary.replace(/\.$/, ''),
      expected: 'a change that no rule denies',
      remedy,
    }));
}

function placeOf(rule: string, changes: Judgement['changes']): Pick<Problem, 'file' | 'line' | 'at'> | undefined {
  for (const { impact, keys } of changes) {
    for (const { id, paths } of impact.hazards) {
      if (`${IMPACT_RULE}${id}` !== rule) continue;
      const key = keys.find(({ fields }) =>
        fields.some(({ object, path }) =>
          paths.some((place) => place.object.name === object.name && place.path.join('.') === path.join('.')),
        ),
      );
      if (key !== undefined) return { file: key.file, line: key.line, at: key.key };
    }
  }
  return undefined;
}
