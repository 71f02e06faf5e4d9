import type { Desk } from '../desk.ts';
import { isOwn, reviewPullRequest } from '../reviews/review-pull-request.ts';
import type { Tally } from './tally.ts';

/** Reads open pull requests again: what they are held against may have changed, and time has passed. */
export async function reviewOpen(desk: Desk, tally: Tally): Promise<void> {
  const { repository, signal } = desk;
  await tally.attempt('list of pull requests', async () => {
    for (const pullRequest of await repository.pullRequests.listOpen('all', { signal })) {
      await tally.attempt(`review ${pullRequest.number}`, async () => {
        const review = await reviewPullRequest(desk, pullRequest.number);
        if (review === undefined) return;
        tally.count('reviewed');
        if (isOwn(desk, pullRequest) && review.made === 'updated') tally.count('updated');
      });
    }
  });
}
