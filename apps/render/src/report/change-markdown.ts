import { formatProblem } from '@postgres-ha/environment';
import { IMPACT_RULE } from '../explanations.ts';
import type { ClusterChange, KeyChange } from '../revision/cluster-change.ts';
import { elsewhere, expectation, headline, titleOf, valueText } from './change-words.ts';

/** What changes do, for a pull request. */
export function changeMarkdown(changes: readonly ClusterChange[], commit: string): string {
  if (changes.length === 0) return `Nothing that is applied differs from ${code(commit.slice(0, 12))}.`;
  return changes.map(clusterMarkdown).join('\n\n');
}

function clusterMarkdown(change: ClusterChange): string {
  const { status, keys, impact, refusals } = change;
  const seen = status === 'changed' ? expectation(impact.prediction) : [];
  const warnings = [
    ...refusals.map((problem) => `- **refused**: ${escaped(formatProblem(problem))}`),
    ...impact.hazards.map(
      ({ level, id, summary, detail, remedy }) =>
        `- **${level}**: ${escaped(`${summary} ${detail} ${remedy}`)} (${code(`${IMPACT_RULE}${id}`)})`,
    ),
  ];
  const table = ['| Key | Old | New | Effect | Disruption |', '| --- | --- | --- | --- | --- |', ...keys.map(row)];
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
  const cells = [key === '' ? worst.object.kind : key, valueText(before), valueText(after)].map(code);
  return `| ${cells.join(' | ')} | ${escaped(effect + elsewhere(change))} | ${disruption} |`;
}

/** As code in a cell of a table: whatever is in it, it stays one cell and means nothing else. */
function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest === 0 && flat.trim() !== '' ? '' : ' ';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** As plain words. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@]/g, (character) => `\\${character}`).replaceAll(/\s+/g, ' ');
}
