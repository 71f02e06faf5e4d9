import { SECTIONS } from './all-explanations.ts';
import { VERDICT_EXPLANATIONS } from './verdict-explanations.ts';

/** The ids of everything that can be found, without those of verdicts. */
export const FINDING_IDS: readonly string[] = SECTIONS.filter(
  ({ explanations }) => explanations !== VERDICT_EXPLANATIONS,
).flatMap(({ explanations }) => Object.keys(explanations));
