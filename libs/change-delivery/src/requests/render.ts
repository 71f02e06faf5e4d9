import type { PlannedFile } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { untilItHolds } from '../later.ts';
import { readRequest, TRAILERS, withTrailers } from '../locks/claim.ts';
import { readHead } from '../reviews/read-pull-request.ts';
import { reviewPullRequest } from '../reviews/review-pull-request.ts';
import type { CommandResult } from './command-result.ts';

export interface RenderWanted {
  readonly pullRequest: number;
  /** Of the request: a commit that says that it is of it was made by an attempt before. */
  readonly key: string;
  readonly guard: () => Promise<void>;
}

/**
 * Appends one commit with what rendering changes at the head of somebody's pull request. It only ever appends; what is pushed meanwhile stays, and
 * it begins again from that. Nothing but a command begins it, so that what the bot pushes never has it push again.
 */
export async function render(desk: Desk, wanted: RenderWanted): Promise<CommandResult> {
  const result = await untilItHolds(() => attempt(desk, wanted));
  if (result.kind === 'rendered') await reviewPullRequest(desk, wanted.pullRequest);
  return result;
}

async function attempt(
  desk: Desk,
  { pullRequest: number, key, guard }: RenderWanted,
): Promise<CommandResult | 'moved'> {
  const { repository, signal } = desk;
  const pullRequest = await repository.pullRequests.get(number, { signal });
  if (pullRequest?.state !== 'open') return { kind: 'pull-request-closed' };
  if (pullRequest.fromFork) return { kind: 'not-rendered', why: { kind: 'fork' } };
  if (pullRequest.head.branch === (await repository.defaultBranch({ signal })))
    return { kind: 'not-rendered', why: { kind: 'default-branch' } };
  const { sha } = pullRequest.head;
  const commit = await repository.commit(sha, { signal });
  if (commit?.author === desk.self && readRequest(commit.message) === key)
    return { kind: 'rendered', commit: sha, paths: [] };
  const review = await readHead(desk, pullRequest);
  if (review.kind === 'refused') return { kind: 'not-rendered', why: { kind: 'problems', problems: review.problems } };
  const files = review.rendered.filter(isRendered);
  if (files.length === 0) return { kind: 'not-rendered', why: { kind: 'nothing' } };
  return append(desk, { pullRequest, files, key, guard });
}

interface Appended extends Pick<RenderWanted, 'key' | 'guard'> {
  readonly pullRequest: PullRequest;
  readonly files: readonly PlannedFile[];
}

async function append(desk: Desk, { pullRequest, files, key, guard }: Appended): Promise<CommandResult | 'moved'> {
  const { branch, sha } = pullRequest.head;
  const published = await desk.repository.publish(
    {
      branch,
      base: sha,
      expected: { head: sha },
      files: files.map(({ path, after }) => ({ path, content: after ?? null })),
      message: withTrailers('Render the manifests', { [TRAILERS.request]: key }),
    },
    { signal: desk.signal, begin: guard },
  );
  if (published.kind === 'taken') return 'moved';
  return { kind: 'rendered', commit: published.commit, paths: files.map(({ path }) => path) };
}

/** Whatever a plan says: nothing that people write, and nothing elsewhere. */
function isRendered({ path, role }: PlannedFile): boolean {
  return role === 'rendered' && path.startsWith('environments/');
}
