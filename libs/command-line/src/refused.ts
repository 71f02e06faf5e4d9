import { formatInputProblem, type InputProblem } from './input-problem.ts';
import { EXIT_CODES, type Outcome } from './outcome.ts';

/** Bad input: every problem at its place. @param consequence what was not done: `Nothing was verified.` */
export function refused(problems: readonly InputProblem[], consequence: string): Outcome {
  return {
    code: EXIT_CODES.badInput,
    text: [...problems.map(formatInputProblem), consequence].join('\n'),
    json: { problems },
  };
}
