import type { Concern } from '@postgres-ha/incident';
import type { ClusterStatus } from '../serve/watch-status.ts';
import { bytesInWords } from '../serve/page/words.ts';
import { UNKNOWN } from './worst-exit.ts';

const WIDTH = 100;

/** What was found of a cluster, for people: its state, what is wrong, and its members. */
export function lookText(cluster: ClusterStatus): string {
  const { name, state, concerns, conditions } = cluster;
  const notes = conditions.filter(({ severity }) => severity === 'info').map((each) => each.state);
  return [
    `${name}: ${state}${notes.length > 0 && concerns.length === 0 ? ` (${[...new Set(notes)].join(', ')})` : ''}`,
    ...concerns.flatMap((concern) => ['', ...concernLines(concern)]),
    ...(concerns.length === 0 ? whyUnsure(cluster) : []),
    '',
    ...memberTable(cluster),
  ].join('\n');
}

/** Nothing was found, and it is not healthy either: a person is told what is missing, long before it is worth an incident. */
function whyUnsure({ state, members }: ClusterStatus): readonly string[] {
  if (state !== 'unknown' && ![...UNKNOWN].some((each) => each === state)) return [];
  const silent = members.filter(({ outcome }) => outcome !== 'answered');
  const reasons = [
    ...silent.map(({ name, outcome }) => `${name}: ${outcome ?? 'not asked in time'}`),
    ...(members.some(({ role }) => role === 'primary') ? [] : ['none of those that were named is seen as a primary']),
  ];
  const shown = reasons.length > 0 ? reasons : ['not each of the others is seen to stream from one primary'];
  return ['', '  Nothing was found, and it is not known to be healthy:', ...shown.map((each) => `  - ${each}`)];
}

export function concernLines({
  severity,
  title,
  summary,
  evidence,
  lists,
  nextSteps,
  runbook,
}: Concern): readonly string[] {
  return [
    `  ${severity.toUpperCase()}: ${title}`,
    ...wrapped(summary, '  '),
    ...evidence.map(({ label, text }) => `  - ${label}: ${text}`),
    ...lists.flatMap((list) => [
      `  ${list.title}${list.complete ? '' : ' (not all)'}:`,
      ...list.lines.map((line) => `    ${line}`),
    ]),
    ...nextSteps.flatMap((step, index) => wrapped(`${index + 1}. ${step}`, '  ')),
    ...(runbook === null ? [] : [`  Runbook: ${runbook}`]),
  ];
}

function memberTable({ members }: ClusterStatus): readonly string[] {
  const rows = members.map(({ name, role, outcome, timeline, lsn, lagBytes, followers, address }) => [
    ...[name, role, outcome ?? 'never asked', timeline === null ? '-' : String(timeline), lsn ?? '-'],
    ...[
      lagBytes === null ? '-' : bytesInWords(Number(lagBytes)),
      followers === null ? '-' : String(followers),
      address,
    ],
  ]);
  const table = [['MEMBER', 'ROLE', 'ANSWER', 'TIMELINE', 'POSITION', 'BEHIND', 'FOLLOWERS', 'ADDRESS'], ...rows];
  const widths = (table[0] ?? []).map((_head, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

export function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line = line === indent ? `${indent}${word}` : `${line} ${word}`;
  }
  return [...lines, line];
}
