import { CATALOG_EXPLANATIONS } from './catalog-explanations.ts';
import { DATA_EXPLANATIONS } from './data-explanations.ts';
import type { Explanation } from './explanation.ts';
import { PROOF_EXPLANATIONS } from './proof-explanations.ts';
import { RUN_EXPLANATIONS } from './run-explanations.ts';
import { VERDICT_EXPLANATIONS } from './verdict-explanations.ts';

export interface Section {
  readonly title: string;
  readonly explanations: Readonly<Record<string, Explanation>>;
}

/** Everything that `explain` knows, in the order in which a proof goes. */
export const SECTIONS: readonly Section[] = [
  { title: 'Verdicts', explanations: VERDICT_EXPLANATIONS },
  { title: 'What the catalogue shows (L0, L1)', explanations: CATALOG_EXPLANATIONS },
  { title: 'What reading, starting and replaying shows (L2 to L4)', explanations: PROOF_EXPLANATIONS },
  { title: 'What looking at the data shows (L5)', explanations: DATA_EXPLANATIONS },
  { title: 'The run itself, and what was written down about it', explanations: RUN_EXPLANATIONS },
];

export interface NamedExplanation extends Explanation {
  readonly id: string;
}

export const ALL_EXPLANATIONS: readonly NamedExplanation[] = SECTIONS.flatMap(({ explanations }) =>
  Object.entries(explanations).map(([id, explanation]) => ({ id, ...explanation })),
);
