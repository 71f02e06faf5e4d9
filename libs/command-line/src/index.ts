export { durationMs, LONG_MS } from './duration.ts';
export { formatInputProblem, quoted, readAs, refuse, type InputProblem, type Reading } from './input-problem.ts';
export { couldNotLook, EXIT_CODES, type ExitCode, type Outcome } from './outcome.ts';
export { refused } from './refused.ts';
export { runCommandLine, type Edge } from './run-command-line.ts';
export { startProgram, type Coming, type Started } from './start-program.ts';
export type { Terminal } from './terminal.ts';
