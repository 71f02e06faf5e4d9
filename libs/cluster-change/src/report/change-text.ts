import { formatProblem } from '@postgres-ha/environment';
import { IMPACT_RULE } from './impact-rule.ts';
import type { ClusterChange, KeyChange } from '../cluster-change.ts';
import { elsewhere, expectation, headline, titleOf, changedValueTexts } from './change-words.ts';

/** What changes do, for a terminal. */
export function changeText(changes: readonly ClusterChange[], commit: string): string {
  if (changes.length === 0) return `Nothing that is applied differs from ${commit.slice(0, 12)}.`;
  return changes.map(clusterText).join('\n\n');
}

function clusterText(change: ClusterChange): string {
  const { status, keys, impact, refusals } = change;
  const seen = status === 'changed' ? expectation(impact.prediction) : [];
  return [
    `${titleOf(change)}: ${headline(change)}`,
    ...refusals.map((problem) => `  refused: ${formatProblem(problem)}`),
    ...impact.hazards.map(
      ({ level, id, summary, detail, remedy }) => `  ${level}: ${summary} ${detail} ${remedy} [${IMPACT_RULE}${id}]`,
    ),
    ...(seen.length === 0 ? [] : [`  expect: ${seen.join('; ')}`]),
    ...(status === 'changed' ? keys.flatMap(keyText) : []),
  ].join('\n');
}

function keyText(change: KeyChange): readonly string[] {
  const { file, line, key, worst } = change;
  const { before, after, disruption, effect } = worst;
  const [old, now] = changedValueTexts(before, after);
  return [
    `  ${key === '' ? worst.object.kind : key}: ${old} → ${now}  ${disruption}`,
    `    ${file}:${line}: ${effect}${elsewhere(change)}`,
  ];
}
