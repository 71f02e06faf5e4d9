import type { Condition, Judgement, StateName } from '@postgres-ha/split-brain';

type Accept = (judgement: Judgement) => boolean;

/** A judgement that has one of these. */
export function has(...states: readonly StateName[]): Accept {
  return ({ conditions }) => conditions.some(({ state }) => states.includes(state));
}

export const isHealthy: Accept = ({ state }) => state === 'healthy';

/** Nothing to be alarmed at, with this one as the primary and all others as standbys. That there was a switchover is said for a while. */
export function isLedBy(name: string): Accept {
  return ({ conditions, members }) =>
    conditions.every(({ severity }) => severity === 'info') &&
    members.every((member) => member.role === (member.name === name ? 'primary' : 'standby'));
}

export function conditionOf(judgement: Judgement, ...states: readonly StateName[]): Condition {
  const found = judgement.conditions.find(({ state }) => states.includes(state));
  if (found === undefined)
    throw new Error(
      `found no ${states.join(' or ')} among ${judgement.conditions.map(({ state }) => state).join(', ')}`,
    );
  return found;
}
