import type { Refusal } from './answer.ts';
import { invalid, type FieldError } from './answer.ts';
import { commitsBetween, reaches } from './git-history.ts';
import { changeIssue } from './issue-change.ts';
import type { PullRequest, PullRequestSide } from './pull-request.ts';
import type { Issue, Repository, World } from './world.ts';

export interface NewPullRequest {
  readonly title: string;
  readonly body: string | null;
  /** `branch`, or `owner:branch` of a fork. */
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  readonly maintainerCanModify: boolean;
  readonly by: string;
}

/** @throws Refusal 422 as GitHub's: no such branch, nothing between them, or one is open for them already */
export function openPullRequest(world: World, repository: Repository, asked: NewPullRequest): PullRequest {
  const head = sideOf(world, repository, asked.head);
  if (head === undefined) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  const base = sideOf(world, repository, asked.base);
  if (base?.repository !== repository) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  refuseSecond(repository, head, base);
  if (commitsBetween(repository.git, base.sha, head.sha).length === 0)
    throw refused(
      `No commits between ${labelled(asked.base, repository, head)} and ${labelled(asked.head, repository, head)}`,
    );
  const nowMs = world.now();
  const number = repository.nextNumber++;
  const issue: Issue = {
    id: world.nextId(),
    number,
    title: asked.title,
    body: asked.body,
    author: asked.by,
    labels: [],
    state: 'open',
    stateReason: null,
    closedBy: null,
    locked: false,
    comments: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    closedAtMs: null,
  };
  const pull: PullRequest = {
    id: world.nextId(),
    number,
    head,
    base,
    draft: asked.draft,
    maintainerCanModify: head.repository !== repository && asked.maintainerCanModify,
    emptied: false,
    merged: undefined,
  };
  world.accounts.add(asked.by);
  repository.issues.set(number, issue);
  repository.pulls.set(number, pull);
  world.tell({ kind: 'pull-request', repository, by: asked.by, action: 'opened', number });
  return pull;
}

export function closePullRequest(world: World, repository: Repository, { number, by }: Acted): void {
  const issue = issueOfPull(repository, number);
  if (issue.state === 'closed') return;
  repository.issues.set(number, { ...changeIssue(world, issue, { state: 'closed', by }), stateReason: null });
  world.tell({ kind: 'pull-request', repository, by, action: 'closed', number });
}

/**
 * @throws Refusal 422 where GitHub closed it for good: it was merged, its branch is gone or was made again from elsewhere, there is nothing
 * in it, or another one is open for the same branches
 */
export function reopenPullRequest(world: World, repository: Repository, { number, by }: Acted): void {
  const issue = issueOfPull(repository, number);
  const pull = pullOf(repository, number);
  if (issue.state === 'open') return;
  if (pull.merged !== undefined) throw cannotReopen('The pull request is merged.');
  const { head, base } = pull;
  const now = head.repository.refs.current.get(`refs/heads/${head.branch}`);
  if (now === undefined) throw cannotReopen(`The ${head.branch} branch has been deleted.`);
  if (pull.emptied || !reaches(repository.git, now, head.sha))
    throw cannotReopen(`The ${head.branch} branch was force-pushed or recreated.`);
  refuseSecond(repository, head, base);
  const baseSha = repository.refs.current.get(`refs/heads/${base.branch}`) ?? base.sha;
  if (commitsBetween(repository.git, baseSha, now).length === 0)
    throw cannotReopen(
      `There are no new commits between base branch '${base.branch}' and head branch '${head.branch}'.`,
    );
  repository.pulls.set(number, { ...pull, head: { ...head, sha: now } });
  repository.issues.set(number, { ...changeIssue(world, issue, { state: 'open', by }), stateReason: null });
  world.tell({ kind: 'pull-request', repository, by, action: 'reopened', number });
}

/** @throws Refusal 422 */
export function rebasePullRequest(
  world: World,
  repository: Repository,
  { number, base }: { readonly number: number; readonly base: string },
): void {
  const pull = pullOf(repository, number);
  if (base === pull.base.branch) return;
  const side = sideOf(world, repository, base);
  if (side === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  refuseSecond(repository, pull.head, side);
  if (commitsBetween(repository.git, side.sha, pull.head.sha).length === 0)
    throw refused(`There are no new commits between base branch '${base}' and head branch '${pull.head.branch}'`);
  repository.pulls.set(number, { ...pull, base: side });
}

interface BranchOf {
  readonly repository: Repository;
  readonly branch: string;
  readonly by: string;
}

/** Open pull requests of a branch that moved show its new commits; those that have none any more GitHub closes itself. */
export function followHead(world: World, { repository, branch, to, by }: BranchOf & { readonly to: string }): void {
  for (const [target, pull] of openPulls(world)) {
    if (pull.head.repository !== repository || pull.head.branch !== branch || pull.head.sha === to) continue;
    const { number } = pull;
    const baseSha = target.refs.current.get(`refs/heads/${pull.base.branch}`) ?? pull.base.sha;
    target.pulls.set(number, {
      ...pull,
      head: { ...pull.head, sha: to },
      base: { ...pull.base, sha: baseSha },
    });
    touch(world, target, number);
    world.tell({ kind: 'synchronize', repository: target, by, number, before: pull.head.sha, after: to });
    if (commitsBetween(target.git, baseSha, to).length > 0) continue;
    target.pulls.set(number, { ...pullOf(target, number), emptied: true });
    closePullRequest(world, target, { number, by });
  }
}

/** What came into the base in another way than by its own merge is merged. */
export function followBase(world: World, { repository, branch, to, by }: BranchOf & { readonly to: string }): void {
  for (const [target, pull] of openPulls(world)) {
    if (target !== repository || pull.base.branch !== branch) continue;
    if (reaches(target.git, to, pull.head.sha)) settleMerge(world, target, { number: pull.number, by, commit: to });
  }
}

/** A pull request whose branch is deleted is closed. */
export function headGone(world: World, { repository, branch, by }: BranchOf): void {
  for (const [target, { number, head, base }] of openPulls(world)) {
    const itsHead = head.repository === repository && head.branch === branch;
    if (itsHead || (target === repository && base.branch === branch)) closePullRequest(world, target, { number, by });
  }
}

export function settleMerge(
  world: World,
  repository: Repository,
  { number, by, commit }: Acted & { readonly commit: string },
): void {
  const pull = pullOf(repository, number);
  repository.pulls.set(number, { ...pull, merged: { atMs: world.now(), by, commit } });
  closePullRequest(world, repository, { number, by });
}

interface Acted {
  readonly number: number;
  readonly by: string;
}

export function pullOf({ pulls }: Repository, number: number): PullRequest {
  const pull = pulls.current.get(number);
  if (pull === undefined) throw new Error(`There is no pull request ${number}`);
  return pull;
}

/** Every pull request is an issue too. */
export function issueOfPull({ issues }: Repository, number: number): Issue {
  const issue = issues.current.get(number);
  if (issue === undefined) throw new Error(`There is no issue ${number}`);
  return issue;
}

function openPulls({ repositories }: World): readonly (readonly [Repository, PullRequest])[] {
  return repositories.flatMap((repository) =>
    [...repository.pulls.current.values()]
      .filter(({ number }) => issueOfPull(repository, number).state === 'open')
      .map((pull) => [repository, pull] as const),
  );
}

function touch(world: World, repository: Repository, number: number): void {
  repository.issues.set(number, { ...issueOfPull(repository, number), updatedAtMs: world.now() });
}

/** @param name `branch`, or `owner:branch` of this repository or of a fork of it */
function sideOf(world: World, repository: Repository, name: string): PullRequestSide | undefined {
  const [, owner, branch = name] = /^([^:]+):(.+)$/.exec(name) ?? [];
  const holder =
    owner === undefined || owner === repository.owner
      ? repository
      : world.repositories.find((other) => other.owner === owner && other.git === repository.git);
  const sha = holder?.refs.current.get(`refs/heads/${branch}`);
  return holder === undefined || sha === undefined ? undefined : { repository: holder, branch, sha };
}

function refuseSecond(repository: Repository, head: PullRequestSide, base: PullRequestSide): void {
  const open = [...repository.pulls.current.values()].some(
    (pull) =>
      issueOfPull(repository, pull.number).state === 'open' &&
      pull.head.repository === head.repository &&
      pull.head.branch === head.branch &&
      pull.base.branch === base.branch,
  );
  if (open) throw refused(`A pull request already exists for ${head.repository.owner}:${head.branch}.`);
}

/** GitHub names owners only where a fork takes part. */
function labelled(name: string, { owner }: Repository, head: PullRequestSide): string {
  return head.repository.owner === owner || name.includes(':') ? name : `${owner}:${name}`;
}

function refused(message: string): Refusal {
  return invalid({ resource: 'PullRequest', code: 'custom', message });
}

function cannotReopen(why: string): Refusal {
  const error: FieldError = {
    resource: 'PullRequest',
    field: 'state',
    code: 'invalid',
    message: `state cannot be changed. ${why}`,
  };
  return invalid(error);
}
