import { formatProblem } from '@postgres-ha/environment';
import { codeInCell, inlineCode, onOneLine, prose, tableHead, tableRow } from '@postgres-ha/markup';
import { IMPACT_RULE } from './impact-rule.ts';
import type { ClusterChange, KeyChange } from '../cluster-change.ts';
import { elsewhere, expectation, headline, titleOf, changedValueTexts } from './change-words.ts';

/** What changes do, for a pull request. */
export function changeMarkdown(changes: readonly ClusterChange[], commit: string): string {
  if (changes.length === 0) return `Nothing that is applied differs from ${inlineCode(commit.slice(0, 12))}.`;
  return changes.map(clusterMarkdown).join('\n\n');
}

function clusterMarkdown(change: ClusterChange): string {
  const { status, keys, impact, refusals } = change;
  const seen = status === 'changed' ? expectation(impact.prediction) : [];
  const warnings = [
    ...refusals.map((problem) => `- **refused**: ${escaped(formatProblem(problem))}`),
    ...impact.hazards.map(
      ({ level, id, summary, detail, remedy }) =>
        `- **${level}**: ${escaped(`${summary} ${detail} ${remedy}`)} (${inlineCode(`${IMPACT_RULE}${id}`)})`,
    ),
  ];
  const table = [tableHead(['Key', 'Old', 'New', 'Effect', 'Disruption']), ...keys.map(row)];
  return [
    `### ${escaped(titleOf(change))}: ${headline(change)}`,
    ...(warnings.length === 0 ? [] : ['', ...warnings]),
    ...(seen.length === 0 ? [] : ['', `Expect: ${seen.map(escaped).join('; ')}.`]),
    ...(status === 'changed' ? ['', ...table] : []),
  ].join('\n');
}

function row(change: KeyChange): string {
  const { key, worst } = change;
  const { before, after, effect, disruption } = worst;
  const cells = [key === '' ? worst.object.kind : key, ...changedValueTexts(before, after)].map(cell);
  return tableRow([...cells, escaped(effect + elsewhere(change)), disruption]);
}

function cell(text: string): string {
  return codeInCell(onOneLine(text));
}

function escaped(text: string): string {
  return prose(onOneLine(text));
}
