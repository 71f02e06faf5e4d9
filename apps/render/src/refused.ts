import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { formatProblem, type Problem } from '@postgres-ha/environment';

/** Bad input: every problem at its place, and nothing was written. */
export function refused(problems: readonly Problem[]): Outcome {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const text = [
    ...problems.map(formatProblem),
    `${count}; nothing was written. \`postgres-ha explain <id>\` says more about each.`,
  ].join('\n');
  return { code: EXIT_CODES.badInput, text, json: { problems } };
}
