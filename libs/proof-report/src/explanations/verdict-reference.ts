import { SECTIONS } from './all-explanations.ts';

/** The page docs/backup-verdicts.md: one heading for each verdict and finding. */
export function verdictReference(): string {
  const sections = SECTIONS.flatMap(({ title, explanations }) => [
    `## ${title}`,
    ...Object.entries(explanations).map(([id, { seen, means, did, todo }]) =>
      [
        `### ${id}`,
        '',
        `- **What was seen:** ${escaped(seen)}`,
        `- **What it means:** ${escaped(means)}`,
        `- **What the verifier did:** ${escaped(did)}`,
        `- **What you do:** ${escaped(todo)}`,
      ].join('\n'),
    ),
  ]);
  return [HEAD, ...sections].join('\n\n').concat('\n');
}

const HEAD = `# Verdicts and findings of the backup verifier

Made from \`libs/proof-report/src/explanations\`; a test compares them. \`backup-verifier explain <id>\` prints one of them.
What the levels are, and how to run it: [backup-verification.md](backup-verification.md).`;

/** Names of files and columns have underscores, which Markdown would take for emphasis. */
function escaped(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replace(/[_*<>]/g, '\\$&') : part))
    .join('`');
}
