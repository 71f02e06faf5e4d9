import type { Desk } from '../desk.ts';
import { decideSweep } from '../locks/lock.ts';
import { holderSeen, lookAtBranch } from '../locks/look-at-lock.ts';
import { isOwn } from './review-pull-request.ts';

/** Deletes the branch of one of the bot's pull requests that was merged. @returns whether it did */
export async function closeDown(desk: Desk, number: number): Promise<boolean> {
  const { repository, signal, now } = desk;
  const pullRequest = await repository.pullRequests.get(number, { signal });
  if (pullRequest === undefined || pullRequest.state === 'open' || !isOwn(desk, pullRequest)) return false;
  const { branch } = pullRequest.head;
  const seen = await lookAtBranch(desk, branch);
  // the list may be behind
  const others = seen.pullRequests.filter((each) => each.number !== number);
  const decision = decideSweep(
    { ...seen, pullRequests: [holderSeen(pullRequest, { self: desk.self, head: seen.head }), ...others] },
    now,
  );
  if (decision.kind === 'keep') return false;
  return (await repository.deleteBranch(branch, decision.expected, { signal })).kind === 'removed';
}
