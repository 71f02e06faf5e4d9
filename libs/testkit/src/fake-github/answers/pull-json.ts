import type { Actor } from '../actor.ts';
import { changedFiles, commitsBetween, mergeBase } from '../git-history.ts';
import { baseTip, mergeability } from '../merges.ts';
import { issueOfPull } from '../pull-requests.ts';
import type { PullRequest, PullRequestSide } from '../pull-request.ts';
import type { Issue, Repository, World } from '../world.ts';
import { accountJson, nodeId } from './account-json.ts';
import { filesJson } from './diff-json.ts';
import { instant, labelJson } from './issue-json.ts';
import { repositoryJson } from './repository-json.ts';

const NOBODY: Actor = { kind: 'anonymous' };

/** As lists have it, of an issue and a pull request as they know them. */
export function pullInListJson(
  world: World,
  repository: Repository,
  { issue, pull }: { readonly issue: Issue; readonly pull: PullRequest },
): Record<string, unknown> {
  const repositoryUrl = `${world.url}/repos/${repository.owner}/${repository.name}`;
  const url = `${repositoryUrl}/pulls/${pull.number}`;
  const html = `${world.url}/${repository.owner}/${repository.name}/pull/${pull.number}`;
  const addresses = {
    commits: `${url}/commits`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl}/pulls/comments{/number}`,
    comments: `${repositoryUrl}/issues/${pull.number}/comments`,
    statuses: `${repositoryUrl}/statuses/${pull.head.sha}`,
  };
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${repositoryUrl}/issues/${pull.number}`,
    ...Object.fromEntries(Object.entries(addresses).map(([key, address]) => [`${key}_url`, address])),
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: null,
    title: issue.title,
    body: issue.body,
    user: accountJson(world, issue.author),
    labels: issue.labels.flatMap((name) => {
      const label = repository.labels.get(name.toLowerCase());
      return label === undefined ? [] : [labelJson(world, repository, label)];
    }),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: instant(issue.createdAtMs),
    updated_at: instant(issue.updatedAtMs),
    closed_at: issue.closedAtMs === null ? null : instant(issue.closedAtMs),
    merged_at: pull.merged === undefined ? null : instant(pull.merged.atMs),
    merge_commit_sha: pull.merged?.commit ?? null,
    head: sideJson(world, pull.head),
    base: sideJson(world, pull.base),
    _links: Object.fromEntries(
      Object.entries({ self: url, html, issue: `${repositoryUrl}/issues/${pull.number}`, ...addresses }).map(
        ([key, href]) => [key, { href }],
      ),
    ),
    author_association: repository.members.has(issue.author) ? 'MEMBER' : 'NONE',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** As a look by number has it. `fresh`: just now written, so that GitHub has not yet seen whether it can be merged. */
export function pullJson(
  world: World,
  repository: Repository,
  { pull, fresh }: { readonly pull: PullRequest; readonly fresh: boolean },
): Record<string, unknown> {
  const issue = issueOfPull(repository, pull.number);
  const { git } = repository;
  const base = pull.merged === undefined ? baseTip(repository, pull) : pull.base.sha;
  const common = mergeBase(git, base, pull.head.sha) ?? base;
  const files = filesJson(world, repository, { before: common, after: pull.head.sha });
  const sum = (key: 'additions' | 'deletions'): number => files.reduce((total, file) => total + Number(file[key]), 0);
  const known = fresh || issue.state === 'closed' ? undefined : mergeability(repository, pull);
  return {
    ...pullInListJson(world, repository, { issue, pull }),
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : accountJson(world, pull.merged.by),
    mergeable: known === undefined ? null : known !== 'dirty',
    rebaseable: known === undefined ? null : known !== 'dirty',
    mergeable_state: known ?? 'unknown',
    maintainer_can_modify: pull.maintainerCanModify,
    comments: issue.comments,
    review_comments: 0,
    commits: commitsBetween(git, base, pull.head.sha).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: changedFiles(git, common, pull.head.sha).length,
  };
}

function sideJson(world: World, { repository, branch, sha }: PullRequestSide): Record<string, unknown> {
  return {
    label: `${repository.owner}:${branch}`,
    ref: branch,
    sha,
    user: accountJson(world, repository.owner),
    repo: repositoryJson(world, repository, NOBODY),
  };
}
