import { formatProblem, type Problem } from '@postgres-ha/environment';

/** What a command comes to. Commands return it; only `main.ts` prints and exits. */
export interface Outcome {
  readonly code: ExitCode;
  /** For people. */
  readonly text: string;
  /** For programs, with `--json`. */
  readonly json: unknown;
}

/** The same for every command of the project. */
export const EXIT_CODES = {
  ok: 0,
  finding: 1,
  badInput: 2,
  couldNotLook: 3,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Bad input: every problem at its place, and nothing was written. */
export function refused(problems: readonly Problem[]): Outcome {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const text = [
    ...problems.map(formatProblem),
    `${count}; nothing was written. \`postgres-ha explain <id>\` says more about each.`,
  ].join('\n');
  return { code: EXIT_CODES.badInput, text, json: { problems } };
}
