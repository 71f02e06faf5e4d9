import { branchOf, type Target } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import type { HeadSeen, HolderSeen, LockSeen } from './lock.ts';
import { contentDigest, headSeen } from './own-commit.ts';
import { changeOriginOf } from '../texts.ts';

/** A target's lock as it is now. The branch is read first: a pull request that is opened meanwhile is seen then. */
export function lookAtLock(desk: Desk, target: Target): Promise<LockSeen> {
  return lookAtBranch(desk, branchOf(target));
}

export async function lookAtBranch(desk: Desk, branch: string): Promise<LockSeen> {
  const { repository, signal } = desk;
  const sha = await repository.head(branch, { signal });
  const pullRequests = await repository.pullRequests.find(branch, { signal });
  const head = sha === undefined ? undefined : await lookAtHead(desk, sha);
  return { branch, head, pullRequests: pullRequests.map((each) => holderSeen(each, { self: desk.self, head })) };
}

/** The request of one that is open is that of the bot's own commit; else, and of the others, what its text says. */
export function holderSeen(
  { number, url, state, body, author }: PullRequest,
  { self, head }: { readonly self: string; readonly head: HeadSeen | undefined },
): HolderSeen {
  if (author.login !== self) return { number, url, state, request: undefined };
  const claimed = state === 'open' && head?.kind === 'own' ? head.claim.request : undefined;
  return { number, url, state, request: claimed ?? changeOriginOf(body)?.key };
}

/** Whose the commit at a branch of the bot's is. */
export async function lookAtHead({ repository, signal, self, digest }: Desk, sha: string): Promise<HeadSeen> {
  const commit = await repository.commit(sha, { signal });
  if (commit === undefined) return { kind: 'foreign', sha, author: undefined };
  const [parent, ...others] = commit.parents;
  if (parent === undefined || others.length > 0 || commit.author !== self)
    return headSeen({ commit, content: undefined }, self);
  const before = await repository.state(parent, { signal });
  const after = await repository.state(sha, { signal });
  return headSeen({ commit, content: contentDigest({ before: before.files, after: after.files }, digest) }, self);
}
