import {
  inputsChanged,
  judgeStates,
  planChange,
  type ChangePlan,
  type Intent,
  type Origin,
  type Override,
  type Planning,
  type RepositoryState,
  type Review as StatesReview,
} from '@postgres-ha/change-request';
import { readFacts, type FactsReading } from '@postgres-ha/cluster-facts';
import type { Desk } from './desk.ts';
import { Later } from './later.ts';

const NOT_SEEN_MS = 10_000;

export interface PlanWanted {
  readonly intent: Intent;
  readonly origin: Origin;
  readonly overrides: readonly Override[];
}

/** What an intent comes to on the default branch as it is now. */
export async function planOn(desk: Desk, { intent, origin, overrides }: PlanWanted): Promise<Planning> {
  const { now, signal, digest, options } = desk;
  const state = await defaultState(desk);
  const { generator } = options;
  return planChange(intent, { state, origin, facts: factsOf(desk), now, generator, digest, overrides, signal });
}

/** Whether the default branch has moved since a plan was made so that it would be another one. */
export async function inputsMoved(desk: Desk, { target, base }: ChangePlan): Promise<boolean> {
  const head = await defaultHead(desk);
  return head !== base && !(await sameInputs(desk, { target, from: base, to: head }));
}

/** Whether a plan for a target would be made from the same files at two commits. */
export async function sameInputs(
  { repository, signal }: Desk,
  { target, from, to }: Pick<ChangePlan, 'target'> & { readonly from: string; readonly to: string },
): Promise<boolean> {
  if (from === to) return true;
  const states = { from: await repository.state(from, { signal }), to: await repository.state(to, { signal }) };
  return !(await inputsChanged(target, { ...states, signal }));
}

export interface StatesWanted {
  readonly base: RepositoryState;
  readonly head: RepositoryState;
  readonly overrides: readonly Override[];
}

/** What anybody's change comes to. */
export function judge(desk: Desk, states: StatesWanted): Promise<StatesReview> {
  const { now, signal } = desk;
  return judgeStates({ ...states, facts: factsOf(desk), now, signal });
}

export async function defaultHead({ repository, signal }: Desk): Promise<string> {
  const branch = await repository.defaultBranch({ signal });
  const head = await repository.head(branch, { signal });
  // GitHub may not show it for a moment, and nothing can be said without it
  if (head === undefined) throw new Later('default-branch-not-seen', NOT_SEEN_MS);
  return head;
}

export async function defaultState(desk: Desk): Promise<RepositoryState> {
  return desk.repository.state(await defaultHead(desk), { signal: desk.signal });
}

/** Facts that cannot be had are not known; that is said, and is no reason to say nothing. */
export function factsOf({ facts, now, signal, options }: Desk): (cluster: string) => Promise<FactsReading> {
  return async (cluster) => {
    let text: string | undefined;
    try {
      text = await facts(cluster, signal);
    } catch (error) {
      signal.throwIfAborted();
      options.log('warn', 'facts-unavailable', { cluster, error });
      return { kind: 'unknown', because: 'unreadable', detail: 'Where facts are published could not be read.' };
    }
    return readFacts(text, { cluster, now });
  };
}
