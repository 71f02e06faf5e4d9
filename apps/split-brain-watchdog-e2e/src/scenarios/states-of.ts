import type { Judgement } from '@postgres-ha/split-brain';

/** The highest states in their order, each once until it changes. */
export function statesOf(judgements: readonly Judgement[]): readonly string[] {
  return judgements.map(({ state }) => state).filter((state, place, all) => state !== all[place - 1]);
}
