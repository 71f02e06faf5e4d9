import type { Claim } from './claim.ts';

/** What is there of a target's lock: its branch, and the pull requests from it. */
export interface LockSeen {
  readonly branch: string;
  /** Undefined: there is no such branch. */
  readonly head: HeadSeen | undefined;
  /** From that branch, in every state, newest first. */
  readonly pullRequests: readonly HolderSeen[];
}

export type HeadSeen =
  /** The bot's own commit, as the bot left it. */
  | { readonly kind: 'own'; readonly sha: string; readonly parent: string; readonly claim: Claim }
  /** Somebody else's, or one of the bot's that was changed. */
  | { readonly kind: 'foreign'; readonly sha: string; readonly author: string | undefined };

export interface HolderSeen {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  /** The request that it is of, by its marker; undefined: it is not the bot's. */
  readonly request: string | undefined;
}

export type LockDecision =
  /** Nobody holds it: take it, over what the branch is at. */
  | { readonly kind: 'claim'; readonly expected: 'absent' | { readonly head: string } }
  /** An earlier attempt at this request got as far as the branch. */
  | { readonly kind: 'resume'; readonly head: string; readonly claim: Claim }
  /** This request's pull request is there. */
  | { readonly kind: 'there-already'; readonly holder: HolderSeen }
  /** This request had its pull request, and somebody closed or merged it. */
  | { readonly kind: 'over'; readonly holder: HolderSeen }
  /** Another request's, or a person's, pull request is open. */
  | { readonly kind: 'held'; readonly holder: HolderSeen }
  /** Another request is at work on it. */
  | { readonly kind: 'busy'; readonly request: string; readonly until: Date }
  /** The branch holds commits that are not the bot's, and no pull request is open from it. */
  | { readonly kind: 'foreign-branch'; readonly head: string; readonly author: string | undefined };

/** Whether a request may have a target. */
export function decideLock(
  { head, pullRequests }: LockSeen,
  { request, now }: { readonly request: string; readonly now: Date },
): LockDecision {
  const open = pullRequests.find(({ state }) => state === 'open');
  if (open !== undefined) return { kind: open.request === request ? 'there-already' : 'held', holder: open };
  const before = pullRequests.find((each) => each.request === request);
  if (before !== undefined) return { kind: 'over', holder: before };
  if (head === undefined) return { kind: 'claim', expected: 'absent' };
  if (head.kind === 'foreign') return { kind: 'foreign-branch', head: head.sha, author: head.author };
  if (head.claim.request === request) return { kind: 'resume', head: head.sha, claim: head.claim };
  if (isReleased(head.claim, { pullRequests, now })) return { kind: 'claim', expected: { head: head.sha } };
  return { kind: 'busy', request: head.claim.request, until: head.claim.expires };
}

/** A claim is over when its pull request is, or when none came of it in time. No pull request is open from its branch. */
export function isReleased(
  { request, expires }: Claim,
  { pullRequests, now }: { readonly pullRequests: readonly HolderSeen[]; readonly now: Date },
): boolean {
  return expires <= now || pullRequests.some((each) => each.request === request);
}

export type SweepDecision =
  | { readonly kind: 'keep'; readonly because: 'in-use' | 'in-progress' | 'foreign' }
  | { readonly kind: 'delete'; readonly expected: string };

/**
 * Whether a branch of the bot's is left over. After its pull request was merged it is, at once; after it was closed only once the claim has
 * expired, so that whoever closed it by mistake can open it again.
 */
export function decideSweep({ head, pullRequests }: LockSeen, now: Date): SweepDecision {
  if (head === undefined || pullRequests.some(({ state }) => state === 'open'))
    return { kind: 'keep', because: 'in-use' };
  if (head.kind === 'foreign') return { kind: 'keep', because: 'foreign' };
  const merged = pullRequests.some(({ state, request }) => state === 'merged' && request === head.claim.request);
  if (merged || head.claim.expires <= now) return { kind: 'delete', expected: head.sha };
  return { kind: 'keep', because: 'in-progress' };
}
