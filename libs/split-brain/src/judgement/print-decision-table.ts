import { DECISION_TABLE, type DecisionRow } from './decision-table.ts';
import { STATE_NAMES } from './state-name.ts';

/** The table as Markdown, worst state first: what is committed beside it, so that a change of a rule is seen in a review. */
export function printDecisionTable(): string {
  const rows = DECISION_TABLE.toSorted((a, b) => STATE_NAMES.indexOf(a.state) - STATE_NAMES.indexOf(b.state));
  return `# Decision table\n\nPrinted from \`DECISION_TABLE\` by its test; worst state first. Where several hold, the worst names the cluster.\n\n${rows
    .map(printRow)
    .join(
      '\n',
    )}\n## healthy\n\n- when: Exactly one primary; every member answered within three intervals, the others stream from it on its timeline; no row holds.\n`;
}

function printRow({ id, state, when, steps, rounds, until }: DecisionRow): string {
  const severity = steps.map(
    (step) => `${step.severity} ${step.afterMs === 0 ? 'at once' : `after ${step.afterMs / 1_000} s`}`,
  );
  const confirmed = rounds === 0 ? '' : `, and not before ${rounds} rounds`;
  return `## ${id}\n\n- state: ${state}\n- when: ${when}\n- severity: ${severity.join(', ')}${confirmed}\n- until: ${until}\n`;
}
