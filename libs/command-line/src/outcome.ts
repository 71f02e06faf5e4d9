/** What a command comes to. Commands return it; only the edge of the process prints and exits. */
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

/** Nobody could look, so nothing is known: not that it is good, and not that it is bad. */
export function couldNotLook(problem: string): Outcome {
  return { code: EXIT_CODES.couldNotLook, text: `UNKNOWN: ${problem}`, json: { problem } };
}
