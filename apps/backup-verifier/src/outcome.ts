import { formatInputProblem, type InputProblem } from './input-problem.ts';

/** What a command comes to. Commands return it; only `main.ts` prints and exits. */
export interface Outcome {
  readonly code: ExitCode;
  /** For people; nothing is printed of an empty one. */
  readonly text: string;
  /** For programs, with `--json`. */
  readonly json: unknown;
  /** Something does not end: the process is not to wait for it. */
  readonly abandons?: true;
}

/** The same for every command of the project. */
export const EXIT_CODES = {
  ok: 0,
  finding: 1,
  badInput: 2,
  couldNotLook: 3,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Bad input: every problem at its place, and nothing was looked at. */
export function refused(problems: readonly InputProblem[]): Outcome {
  return {
    code: EXIT_CODES.badInput,
    text: [...problems.map(formatInputProblem), 'Nothing was verified.'].join('\n'),
    json: { problems },
  };
}

/** Nobody could look, so nothing is known: not that it is good, and not that it is bad. */
export function couldNotLook(problem: string): Outcome {
  return { code: EXIT_CODES.couldNotLook, text: `UNKNOWN: ${problem}`, json: { problem } };
}
