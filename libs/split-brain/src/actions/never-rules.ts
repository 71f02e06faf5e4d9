import type { StateName } from '../judgement/state-name.ts';
import type { ActionFacts, ProposedAction } from './action-facts.ts';

export interface NeverRule {
  readonly id: string;
  readonly because: string;
  /** Whether the action is forbidden. What is not known forbids. */
  readonly forbids: (action: ProposedAction, facts: ActionFacts) => boolean;
}

/** One fence for each cluster in this time. */
export const FENCE_INTERVAL_MS = 3_600_000;

/** What is never done to a cluster by this program, whatever is set, seen or asked. Each rule stands alone. */
export const NEVER_RULES: readonly NeverRule[] = [
  rule(
    'promote',
    'A promotion makes one primary more. Who is primary is for the operator of the cluster, or for people.',
    ({ kind }) => kind === 'promote',
  ),
  rule(
    'rewind',
    'pg_rewind removes the commits that only this member has, and with them the evidence.',
    ({ kind }) => kind === 'rewind',
  ),
  rule(
    'delete-pod',
    'The API server forgets a deleted pod, while its processes may go on writing.',
    ({ kind }) => kind === 'delete-pod',
  ),
  rule(
    'delete-volume',
    'The volume may hold the only copy of acknowledged commits.',
    ({ kind }) => kind === 'delete-volume',
  ),
  fence(
    'fence-without-surroundings',
    'Without Kubernetes in sight nobody knows which member applications are led to, and nothing would hold a fence.',
    (_, { surroundings }) => surroundings?.reachable !== true,
  ),
  fence(
    'fence-current-primary',
    'Fencing the current primary stops the database and disables failover.',
    (member, { surroundings }) => surroundings?.currentPrimary === member,
  ),
  fence(
    'fence-target-primary',
    'The operator is about to make it the primary.',
    (member, { surroundings }) => surroundings?.targetPrimary === member,
  ),
  fence(
    'fence-lease-holder',
    'It holds the lease of the primary.',
    (member, { surroundings }) => surroundings?.leaseHolder === member,
  ),
  fence(
    'fence-endpoint',
    'Applications are led to it.',
    (member, { surroundings }) => surroundings?.endpoints.includes(member) === true,
  ),
  fence(
    'fence-last-writable',
    'No writable member would be left.',
    (member, { writable }) => !writable.some((other) => other !== member),
  ),
  fence(
    'fence-both',
    'One of the two is fenced already: then nobody would be left, or a decision of people be overruled.',
    (_, { surroundings, writable }) => writable.some((other) => surroundings?.fenced.includes(other) === true),
  ),
  fence(
    'fence-unaccounted',
    'A member that nobody can reach may still commit, and a fence would not reach it either.',
    (member, { states, unaccounted }) => holds(states, 'unaccounted-primary') || unaccounted.includes(member),
  ),
  fence('fence-blind', 'A member cannot be seen; what is not seen may be what counts.', (_, { states }) =>
    holds(states, 'blind'),
  ),
  fence('fence-observer-partitioned', 'It is this observer that is cut off, as it seems.', (_, { states }) =>
    holds(states, 'observer-partitioned'),
  ),
  fence(
    'fence-paused',
    'Somebody has stopped the operator of this cluster: they are at work.',
    (_, { states, surroundings }) => holds(states, 'paused') || surroundings?.reconciliationDisabled !== false,
  ),
  fence(
    'fence-unsteady',
    'During a bootstrap, a restore or an upgrade two of a cluster may rightly be up, and none of them is the loser.',
    (_, { phase, states }) => phase !== 'steady' || holds(states, 'starting'),
  ),
  fence(
    'fence-in-transition',
    'The operator is changing the primary: it may end well by itself.',
    (_, { surroundings }) => surroundings === null || surroundings.currentPrimary !== surroundings.targetPrimary,
  ),
  fence(
    'fence-across-clusters',
    'Which of two Kubernetes clusters goes on is for people: each looks right from within.',
    (_, { reach }) => reach !== 'one-cluster',
  ),
  fence(
    'fence-twice-an-hour',
    'A second fence within an hour would follow a first that did not help, or undo its effect.',
    (_, { lastFence, now }) =>
      lastFence === 'unknown' || (lastFence !== 'never' && now - lastFence < FENCE_INTERVAL_MS),
  ),
];

function rule(id: string, because: string, forbids: NeverRule['forbids']): NeverRule {
  return { id, because, forbids };
}

/** A fence that names nobody is forbidden by each. */
function fence(id: string, because: string, forbids: (member: string, facts: ActionFacts) => boolean): NeverRule {
  return rule(
    id,
    because,
    ({ kind, member }, facts) => kind === 'fence' && (member === null || forbids(member, facts)),
  );
}

function holds(states: readonly StateName[], state: StateName): boolean {
  return states.includes(state);
}

/** The rules that forbid an action now; none means that it is not on the list, not that it is wise. */
export function neverRulesAgainst(action: ProposedAction, facts: ActionFacts): readonly NeverRule[] {
  return NEVER_RULES.filter(({ forbids }) => forbids(action, facts));
}
