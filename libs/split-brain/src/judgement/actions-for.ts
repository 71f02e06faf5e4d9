import { permittedActions } from '../actions/permitted-actions.ts';
import type { ActionFacts } from '../actions/action-facts.ts';
import type { Deductions } from './deductions.ts';
import type { Condition } from './judgement.ts';
import type { Situation } from './situation.ts';
import type { StateName } from './state-name.ts';

/** What waiting is said about; all else belongs to a split or to what was lost. */
const WAITS: readonly StateName[] = ['blind', 'observer-partitioned', 'unaccounted-primary', 'starting'];
const ACTS: readonly StateName[] = ['dual-writing', 'dual-writable', 'lost-writes', 'diverged', 'orphan-primary'];

/** Adds to each condition what may be done about it. */
export function actionsFor(
  conditions: readonly Condition[],
  situation: Situation,
  deductions: Deductions,
): readonly Condition[] {
  if (conditions.every(({ state }) => !WAITS.includes(state) && !ACTS.includes(state))) return conditions;
  const actions = permittedActions(factsOf(conditions, situation, deductions));
  return conditions.map((condition) => {
    const waits = WAITS.includes(condition.state);
    if (!waits && !ACTS.includes(condition.state)) return condition;
    return { ...condition, actions: actions.filter(({ kind }) => (kind === 'wait') === waits) };
  });
}

/** What this engine cannot know forbids what depends on it: it advises, and names no loser. */
function factsOf(
  conditions: readonly Condition[],
  { own, primaries, surroundings, now, watch }: Situation,
  { splits, strays, leftBehind }: Deductions,
): ActionFacts {
  const [primary, second] = primaries;
  const [split] = splits;
  const past = [...strays, ...leftBehind].map(({ member }) => member.name);
  const losers = splits.flatMap(({ lost }) => lost.map(({ member }) => member));
  return {
    mode: 'observe',
    now,
    states: conditions.map(({ state }) => state),
    members: own.map(({ name }) => name),
    writable: own.filter(({ role }) => role === 'primary').map(({ name }) => name),
    unaccounted: own.filter(({ role }) => role === 'unaccounted').map(({ name }) => name),
    provenAt: split?.pair.observer === watch.observers[0]?.observer ? (split?.pair.proof.last[1] ?? null) : null,
    surroundings,
    reach: 'unknown',
    phase: 'unknown',
    winner:
      primary === undefined || second !== undefined
        ? null
        : {
            member: primary.name,
            writableAt: now - primary.answerAge,
            streamingFollowers: primary.details?.followers.filter(({ state }) => state === 'streaming').length ?? 0,
          },
    pastFork: [...new Set([...past, ...losers])],
    observers: { agreeing: 1, all: watch.observers.length },
    lastFence: 'unknown',
    evidenceOf: own.filter(({ commits }) => commits.length > 0).map(({ name }) => name),
  };
}
