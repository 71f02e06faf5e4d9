import { RULES, type DescribedRule } from './catalogue.ts';
import { NOT_PORTED } from './not-ported.ts';
import type { JudgedKind } from './rule.ts';

const KINDS: readonly (JudgedKind | undefined)[] = [
  'Cluster',
  'Pooler',
  'ScheduledBackup',
  'Backup',
  'Database',
  'DatabaseRole',
  'ObjectStore',
  undefined,
];

/** Every rule as a page for people, in Markdown. The same rules give the same text. */
export function admissionReference(): string {
  const sections = KINDS.flatMap((kind) => section(kind));
  return [
    '# What CloudNativePG would refuse: reference',
    '',
    `Made from \`libs/admission\`; a test compares them. ${RULES.length} rules of CloudNativePG 1.30 and of the Barman Cloud plugin 0.14, judged without a cluster by \`npm run check\` (one state) and \`postgres-ha diff\` (the step from one to the next).`,
    '`postgres-ha explain cnpg/<rule>` prints one of them. A real API server with the real webhooks has confirmed for each rule an object that it refuses and the nearest that it takes.',
    '',
    ...sections,
    '## Not judged here',
    '',
    'What the webhooks have besides: nothing of it lets through a file that the operator would refuse, except where a look at a cluster is needed.',
    '',
    '| Rule | Why not | Source |',
    '| --- | --- | --- |',
    ...NOT_PORTED.map(({ id, because, source }) => row([`\`${id}\``, because, source])),
    '',
  ].join('\n');
}

function section(kind: JudgedKind | undefined): readonly string[] {
  const rules = RULES.filter((rule) => rule.kind === kind);
  return [
    `## ${kind ?? 'Every kind'}`,
    '',
    '| Rule | What must hold | What to do | Level | Versions | Source |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rules.map(ruleRow),
    '',
  ];
}

function ruleRow({ id, summary, remedy, level, versions, source }: DescribedRule): string {
  return row([`\`${id}\``, summary, remedy, level, versions, source]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** A cell is one line, and nothing in it means anything to Markdown but code. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<!`)([<>*_])(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)/g, String.raw`\$1`)
    .replaceAll('|', String.raw`\|`);
}
