import type { PermittedAction } from '../judgement/judgement.ts';
import type { StateName } from '../judgement/state-name.ts';
import type { ActionFacts } from './action-facts.ts';
import { FENCE_CONDITIONS } from './fence-conditions.ts';
import { neverRulesAgainst } from './never-rules.ts';

const TWO_PRIMARIES: readonly StateName[] = ['dual-writing', 'dual-writable', 'orphan-primary'];
/** States in which commits exist that the next rewind or re-clone removes. */
const LOSING: readonly StateName[] = [...TWO_PRIMARIES, 'lost-writes', 'diverged'];
const WAITING: readonly StateName[] = ['blind', 'observer-partitioned', 'unaccounted-primary', 'starting'];

/**
 * What may be done, most urgent first. All of it is advice to people, but `fence`: that names a loser for which every condition holds
 * and no rule of the never-list speaks, and comes out in mode `fence` only. Nothing here is carried out by naming it.
 */
export function permittedActions(facts: ActionFacts): readonly PermittedAction[] {
  const two = facts.states.some((state) => TWO_PRIMARIES.includes(state));
  const loser = two ? loserOf(facts) : undefined;
  return [
    ...saveEvidence(facts),
    ...(facts.states.some((state) => LOSING.includes(state)) ? [HOLD_AUTOMATION] : []),
    ...(loser === undefined ? [] : [fenceOf(loser)]),
    ...(two && loser === undefined ? [chooseByHand(facts)] : []),
    ...waits(facts),
  ].filter((action) => neverRulesAgainst(action, facts).length === 0);
}

const HOLD_AUTOMATION: PermittedAction = {
  kind: 'hold-automation',
  member: null,
  because: 'What rejoins a member by itself (the operator, GitOps) rewinds it, and its commits are gone.',
};

function saveEvidence({ states, writable, pastFork, evidenceOf, winner }: ActionFacts): readonly PermittedAction[] {
  if (!states.some((state) => LOSING.includes(state))) return [];
  const holders = new Set([
    ...pastFork,
    ...writable.filter((member) => writable.length > 1 && member !== winner?.member),
  ]);
  return [...holders].toSorted().map((member) => ({
    kind: 'save-evidence',
    member,
    because: evidenceOf.includes(member)
      ? 'Its lost commits are listed; what they wrote is in its WAL only. Copy pg_wal before it is rewound.'
      : 'Only this member has these commits, and nobody has listed them yet. Copy pg_wal before it is rewound.',
  }));
}

/** The one member beside the winner for which all is known and nothing speaks against it. */
function loserOf(facts: ActionFacts): string | undefined {
  if (facts.mode !== 'fence') return undefined;
  const losers = facts.writable.filter((member) => member !== facts.winner?.member);
  const [loser] = losers;
  if (loser === undefined || losers.length > 1) return undefined;
  if (!FENCE_CONDITIONS.every(({ holds }) => holds(loser, facts))) return undefined;
  return neverRulesAgainst({ kind: 'fence', member: loser }, facts).length === 0 ? loser : undefined;
}

function fenceOf(member: string): PermittedAction {
  return {
    kind: 'fence',
    member,
    because: 'It is a primary beside the current one, past the fork, and every condition of a fence holds.',
  };
}

function chooseByHand({ reach, writable }: ActionFacts): PermittedAction {
  const which = writable.toSorted().join(', ');
  return {
    kind: 'choose-by-hand',
    member: null,
    because:
      reach === 'across-clusters'
        ? `${which} are in different Kubernetes clusters: only people know which side goes on.`
        : `Not everything is known that would name the wrong one of ${which}: compare clients, followers and lost commits.`,
  };
}

function waits({ states, unaccounted }: ActionFacts): readonly PermittedAction[] {
  const waiting = WAITING.filter((state) => states.includes(state));
  if (waiting.length === 0) return [];
  if (unaccounted.length === 0) {
    return [
      { kind: 'wait', member: null, because: 'What cannot be seen is unknown: restore the sight before you act.' },
    ];
  }
  return unaccounted.toSorted().map((member) => ({
    kind: 'wait',
    member,
    because:
      'It may still commit, and nothing that goes over the network reaches it: stop its machine, or wait for its deadline.',
  }));
}
