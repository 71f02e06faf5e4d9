import { changeIssue, type IssueEdit } from './issue-change.ts';
import { closePullRequest, issueOfPull, reopenPullRequest } from './pull-requests.ts';
import type { Issue, Repository, World } from './world.ts';

/**
 * Changes an issue, or what a pull request has as one, and tells of it.
 * @throws Refusal 422 for a pull request that cannot be opened again
 */
export function editIssue(
  world: World,
  repository: Repository,
  { number, ...edit }: IssueEdit & { readonly number: number },
): Issue {
  const { by, state } = edit;
  const isPull = repository.pulls.current.has(number);
  if (isPull && state === 'open') reopenPullRequest(world, repository, { number, by });
  const before = issueOfPull(repository, number);
  const after = changeIssue(world, before, isPull ? { ...edit, state: before.state } : edit);
  repository.issues.set(number, after);
  if (before.title !== after.title || before.body !== after.body)
    world.tell({ kind: isPull ? 'pull-request' : 'issue', repository, by, action: 'edited', number });
  if (isPull && state === 'closed') closePullRequest(world, repository, { number, by });
  if (before.state !== after.state)
    world.tell({ kind: 'issue', repository, by, action: after.state === 'open' ? 'reopened' : 'closed', number });
  return issueOfPull(repository, number);
}
