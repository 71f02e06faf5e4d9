import type { ActionFacts } from './action-facts.ts';

export interface FenceCondition {
  readonly id: string;
  readonly text: string;
  /** True only if it is known to hold. */
  readonly holds: (loser: string, facts: ActionFacts) => boolean;
}

/** How old a proof, and the last answer of the winner, may be. */
const FRESH_MS = 1_000;

/** What must be so, all of it, before a member is named for fencing; beside this no rule of the never-list may forbid it. */
export const FENCE_CONDITIONS: readonly FenceCondition[] = [
  {
    id: 'two-primaries-proven',
    text: 'It is proven that two members were primaries at one time, less than a second ago.',
    holds: (loser, { provenAt, now, states, writable }) =>
      provenAt !== null &&
      fresh(provenAt, now) &&
      writable.includes(loser) &&
      (states.includes('dual-writing') || states.includes('dual-writable')),
  },
  {
    id: 'winner-is-primary',
    text: 'The other one is the current primary, holds its lease, and applications are led to it and to no other.',
    holds: (loser, { winner, surroundings }) =>
      winner !== null &&
      winner.member !== loser &&
      surroundings?.reachable === true &&
      surroundings.currentPrimary === winner.member &&
      surroundings.targetPrimary === winner.member &&
      surroundings.leaseHolder === winner.member &&
      surroundings.endpoints.length === 1 &&
      surroundings.endpoints[0] === winner.member,
  },
  {
    id: 'winner-is-writable-now',
    text: 'It answered as a primary less than a second ago.',
    holds: (_, { winner, now, writable }) =>
      winner !== null && fresh(winner.writableAt, now) && writable.includes(winner.member),
  },
  {
    id: 'winner-is-followed',
    text: 'A standby streams from it, or it is the only instance the cluster has beside the loser.',
    holds: (loser, { winner, members }) =>
      winner !== null &&
      (winner.streamingFollowers > 0 || members.every((one) => one === winner.member || one === loser)),
  },
  {
    id: 'loser-is-past-the-fork',
    text: 'The history of the loser is not that of the winner.',
    holds: (loser, { pastFork }) => pastFork.includes(loser),
  },
  {
    id: 'observers-agree',
    text: 'At least two of three observers say the same.',
    holds: (_, { observers }) => observers.agreeing >= 2 && observers.agreeing * 3 >= observers.all * 2,
  },
  {
    id: 'evidence-is-saved',
    text: 'The commits that would be lost were read.',
    holds: (loser, { evidenceOf }) => evidenceOf.includes(loser),
  },
];

function fresh(at: number, now: number): boolean {
  return at <= now && now - at < FRESH_MS;
}
