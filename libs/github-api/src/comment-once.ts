import { GitHubError } from './github-error.ts';
import type { GitHubClock } from './github-options.ts';
import type { IssueComment, IssueRef } from './issue.ts';
import type { RepositoryIssues } from './repository-issues.ts';
import type { Writing } from './requests.ts';

const LOOKS = 4;
const FIRST_WAIT_MS = 500;
/** More than a list shows. */
const MOST_COMMENTS = 3000;

export interface OneComment {
  readonly issue: IssueRef;
  readonly body: string;
  readonly clock: GitHubClock;
}

/**
 * A comment of its own with that body is there once: made now, or before by an attempt whose answer was lost.
 * @throws GitHubError `unavailable` where the list of comments stays behind what the issue counts: then nothing proves that it is not there
 */
export async function commentOnce(
  issues: RepositoryIssues,
  { issue, body, clock }: OneComment,
  writing: Writing,
): Promise<IssueComment> {
  const { signal } = writing;
  const author = await issues.author({ signal });
  const isIt = (one: IssueComment): boolean => one.author === author && one.body.trimEnd() === body.trimEnd();
  const there = await look(issues, { issue, isIt, clock }, signal);
  if (there !== undefined) return there;
  try {
    return await issues.comment(issue, body, writing);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.effect !== 'unknown') throw error;
    const found = await look(issues, { issue, isIt, clock }, signal);
    if (found !== undefined) return found;
    // it may be done yet
    throw error;
  }
}

interface Look {
  readonly issue: IssueRef;
  readonly isIt: (one: IssueComment) => boolean;
  readonly clock: GitHubClock;
}

/** The issue itself is never behind; a list that has fewer than it counts is. */
async function look(
  issues: RepositoryIssues,
  { issue, isIt, clock }: Look,
  signal: AbortSignal,
): Promise<IssueComment | undefined> {
  for (let n = 1; ; n++) {
    const counted = (await issues.get(issue, { signal }))?.comments ?? 0;
    const listed = await issues.comments(issue, { signal });
    const found = listed.find(isIt);
    if (found !== undefined || listed.length >= Math.min(counted, MOST_COMMENTS)) return found;
    if (n >= LOOKS)
      throw new GitHubError({
        operation: 'issues/list-comments',
        problem: 'unavailable',
        effect: 'none',
        codes: ['list-behind'],
        retryAfterMs: 10_000,
      });
    await clock.wait(FIRST_WAIT_MS * 2 ** (n - 1), signal);
  }
}
