import { ALL_CHECKS } from '../checks/all-checks.ts';
import type { Explanation } from '../checks/check.ts';

/** The page docs/reference/diagnosis.md: every finding with what it means, what shows it, what to do and what follows from it. */
export function diagnosisReference(): string {
  return [
    '# What `doctor diagnose` finds',
    '',
    'Made from `libs/diagnosis`; a test compares them.',
    '',
    'A finding’s id is stable. What a finding explains is named after it and shown beneath it; what nothing else here explains is named first.',
    'A check that did not see what it needs is unknown, never fine, and nothing is said to be well unless every check saw what it needs.',
    ...ALL_CHECKS.flatMap(({ name, question, findings }) => [
      '',
      `## ${name}`,
      '',
      question,
      ...Object.entries(findings).flatMap(([id, explanation]) => ['', `### ${id}`, '', ...paragraphs(explanation)]),
    ]),
    '',
  ].join('\n');
}

function paragraphs({ severity, meaning, shownBy, steps, explains = [], symptom }: Explanation): readonly string[] {
  return [
    meaning,
    '',
    `- **Severity:** ${severity}${symptom === true ? '; it follows from something else' : ''}`,
    `- **Shown by:** ${shownBy}`,
    `- **What to do:** ${steps}`,
    ...(explains.length === 0 ? [] : [`- **Explains:** ${explains.map((id) => `\`${id}\``).join(', ')}`]),
  ].map((line) =>
    line
      .replaceAll('_', '\\_')
      .replaceAll('<', '\\<')
      .replace(/`[^`]*`/g, (code) => code.replaceAll('\\_', '_')),
  );
}
