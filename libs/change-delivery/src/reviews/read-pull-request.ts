import type { Override, PullRequestReading, Review } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { defaultHead, judge } from '../planning.ts';
import { mergedView } from './merged-view.ts';

export interface PullRequestWanted {
  readonly pullRequest: PullRequest;
  /** Those that count: by nobody who asked for the change. */
  readonly overrides: readonly Override[];
}

/** What a pull request would do if it were merged now, at the head that was seen. */
export async function readPullRequest(
  desk: Desk,
  { pullRequest, overrides }: PullRequestWanted,
): Promise<{ readonly reading: PullRequestReading; /** Where it grew from. */ readonly base: string }> {
  const { repository, signal } = desk;
  const main = await defaultHead(desk);
  const { mergeBase } = await repository.compare(main, pullRequest.head.sha, { signal });
  const { before, after } = mergedView({
    mergeBase: await repository.state(mergeBase, { signal }),
    main: await repository.state(main, { signal }),
    head: await repository.state(pullRequest.head.sha, { signal }),
  });
  const reading = await judge(desk, { base: before, head: after, overrides });
  return { reading, base: mergeBase };
}

/** What the pull request's own commits come to, whatever became of the default branch since. */
export async function readHead(desk: Desk, { head }: PullRequest): Promise<Review> {
  const { repository, signal } = desk;
  const { mergeBase } = await repository.compare(await defaultHead(desk), head.sha, { signal });
  return judge(desk, {
    base: await repository.state(mergeBase, { signal }),
    head: await repository.state(head.sha, { signal }),
    overrides: [],
  });
}
