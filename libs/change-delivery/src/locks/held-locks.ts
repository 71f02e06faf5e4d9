import type { Target } from '@postgres-ha/change-request';
import type { Desk } from '../desk.ts';
import { lookAtBranch } from './look-at-lock.ts';
import type { HolderSeen, LockSeen } from './lock.ts';
import { BRANCH_PREFIX, targetOf } from './target-branch.ts';

/** A target that somebody holds, or whose branch is left over. */
export interface HeldLock {
  readonly target: Target;
  readonly branch: string;
  /** Undefined: no pull request is open from it. */
  readonly pullRequest: Pick<HolderSeen, 'number' | 'url'> | undefined;
  /** The request by the commit; undefined: the commit is not the bot's. */
  readonly request: string | undefined;
  /** Until when a branch without a pull request counts. */
  readonly expires: Date | undefined;
}

export async function heldLocks(desk: Desk): Promise<readonly HeldLock[]> {
  const locks: HeldLock[] = [];
  for (const { name } of await desk.repository.branches(BRANCH_PREFIX, { signal: desk.signal })) {
    const target = targetOf(name);
    if (target !== undefined) locks.push(lockOf(target, await lookAtBranch(desk, name)));
  }
  return locks;
}

function lockOf(target: Target, { branch, head, pullRequests }: LockSeen): HeldLock {
  const claim = head?.kind === 'own' ? head.claim : undefined;
  return {
    target,
    branch,
    pullRequest: pullRequests.find(({ state }) => state === 'open'),
    request: claim?.request,
    expires: claim?.expires,
  };
}
