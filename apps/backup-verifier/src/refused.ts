import { refused as refusedInput, type InputProblem, type Outcome } from '@postgres-ha/command-line';

/** Bad input: nothing was looked at. */
export function refused(problems: readonly InputProblem[]): Outcome {
  return refusedInput(problems, 'Nothing was verified.');
}
