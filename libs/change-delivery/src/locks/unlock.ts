import type { HolderSeen, LockSeen } from './lock.ts';

export type UnlockDecision =
  | { readonly kind: 'not-locked' }
  /** Close the pull request, and delete the branch while it is at that commit. */
  | { readonly kind: 'release'; readonly holder: HolderSeen | undefined; readonly head: string | undefined }
  /** There is work of people in it: they close it, and delete the branch. */
  | { readonly kind: 'keep'; readonly holder: HolderSeen | undefined };

/** Whether a lock may be taken away from whoever holds it. */
export function decideUnlock({ head, pullRequests }: LockSeen): UnlockDecision {
  const holder = pullRequests.find(({ state }) => state === 'open');
  if (head === undefined && holder === undefined) return { kind: 'not-locked' };
  const peoples = head?.kind === 'foreign' || (holder !== undefined && holder.request === undefined);
  return peoples ? { kind: 'keep', holder } : { kind: 'release', holder, head: head?.sha };
}
