import type { StateName } from '../judgement/state-name.ts';
import { ABSENCE_STATES } from './absence-states.ts';
import { DANGER_STATES } from './danger-states.ts';
import { QUIET_STATES } from './quiet-states.ts';
import type { StateExplanation } from './state-explanation.ts';

/** Each state has its words, or this does not compile. */
const EXPLANATIONS: Readonly<Record<StateName, StateExplanation>> = {
  ...DANGER_STATES,
  ...ABSENCE_STATES,
  ...QUIET_STATES,
};

/** What a state means, how it is known, whom it is about, and what people and the watchdog do. */
export function explainState(name: StateName): StateExplanation {
  return EXPLANATIONS[name];
}
