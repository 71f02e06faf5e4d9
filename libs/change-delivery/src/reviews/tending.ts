import type { Planning } from '@postgres-ha/change-request';
import type { Claim } from '../locks/claim.ts';

/** What the bot's own pull request is, beside what its request comes to now. */
export interface TendingSeen {
  readonly claim: Claim;
  readonly planning: Planning;
  /** What the plan's commit would do; undefined where there is no plan. */
  readonly content: string | undefined;
  /** What the plan follows from is at the commit's base what it is now. */
  readonly sameInputs: boolean;
}

export type TendingDecision =
  /** The commit is what it would be now. */
  | { readonly kind: 'keep' }
  /** It would be another one now. */
  | { readonly kind: 'rebuild' }
  /** Somebody else made it so; there is nothing left to merge. */
  | { readonly kind: 'already-true' }
  /** It cannot be made now, and what is there must not be merged. */
  | { readonly kind: 'unplannable' };

/** What becomes of the bot's own pull request whose branch is as the bot left it. */
export function decideTending({ claim, planning, content, sameInputs }: TendingSeen): TendingDecision {
  switch (planning.kind) {
    case 'plan':
      return { kind: sameInputs && content === claim.content ? 'keep' : 'rebuild' };
    case 'unchanged':
      return { kind: 'already-true' };
    case 'refused':
    case 'unfit-base':
      return { kind: 'unplannable' };
  }
}
