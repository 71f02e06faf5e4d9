import type { PullRequest } from '../pull-request.ts';
import type { Comment, Issue, Label, Reaction, Repository, World } from '../world.ts';
import { accountJson, nodeId } from './account-json.ts';

export function issueJson(world: World, repository: Repository, issue: Issue): Record<string, unknown> {
  const repositoryUrl = `${world.url}/repos/${repository.owner}/${repository.name}`;
  const url = `${repositoryUrl}/issues/${issue.number}`;
  const pull = repository.pulls.current.get(issue.number);
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: repositoryUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${world.url}/${repository.owner}/${repository.name}/${pull === undefined ? 'issues' : 'pull'}/${issue.number}`,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: accountJson(world, issue.author),
    labels: issue.labels.flatMap((name) => {
      const label = repository.labels.get(name.toLowerCase());
      return label === undefined ? [] : [labelJson(world, repository, label)];
    }),
    state: issue.state,
    state_reason: issue.stateReason,
    assignee: null,
    assignees: [],
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: issue.comments,
    created_at: instant(issue.createdAtMs),
    updated_at: instant(issue.updatedAtMs),
    closed_at: issue.closedAtMs === null ? null : instant(issue.closedAtMs),
    closed_by: issue.closedBy === null ? null : accountJson(world, issue.closedBy),
    author_association: repository.members.has(issue.author) ? 'MEMBER' : 'NONE',
    ...(pull === undefined ? {} : { draft: pull.draft, pull_request: pullLinks(world, repository, pull) }),
    reactions: rollup(
      `${url}/reactions`,
      repository.reactions.filter(({ on }) => on === `issue ${issue.number}`),
    ),
  };
}

function pullLinks(
  world: World,
  { owner, name }: Repository,
  { number, merged }: PullRequest,
): Record<string, unknown> {
  const html = `${world.url}/${owner}/${name}/pull/${number}`;
  return {
    url: `${world.url}/repos/${owner}/${name}/pulls/${number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: merged === undefined ? null : instant(merged.atMs),
  };
}

export function commentJson(world: World, repository: Repository, comment: Comment): Record<string, unknown> {
  const repositoryUrl = `${world.url}/repos/${repository.owner}/${repository.name}`;
  const url = `${repositoryUrl}/issues/comments/${comment.id}`;
  const kind = repository.pulls.current.has(comment.issue) ? 'pull' : 'issues';
  const page = `${world.url}/${repository.owner}/${repository.name}/${kind}/${comment.issue}`;
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl}/issues/${comment.issue}`,
    body: comment.body,
    user: accountJson(world, comment.author),
    created_at: instant(comment.createdAtMs),
    updated_at: instant(comment.updatedAtMs),
    author_association: repository.members.has(comment.author) ? 'MEMBER' : 'NONE',
    reactions: rollup(
      `${url}/reactions`,
      repository.reactions.filter(({ on }) => on === `comment ${comment.id}`),
    ),
  };
}

export function labelJson(world: World, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${world.url}/repos/${repository.owner}/${repository.name}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function reactionJson(world: World, { id, login, content, createdAtMs }: Reaction): Record<string, unknown> {
  const user = accountJson(world, login);
  return { id, node_id: nodeId('Reaction', id), user, content, created_at: instant(createdAtMs) };
}

/** Whole seconds, as GitHub gives them. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket'] as const;

function rollup(url: string, reactions: readonly Reaction[]): Record<string, unknown> {
  const counts = REACTIONS.map((name) => [name, reactions.filter(({ content }) => content === name).length] as const);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}
