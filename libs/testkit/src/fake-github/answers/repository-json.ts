import { mayPush } from '../access.ts';
import type { Actor } from '../actor.ts';
import type { Repository, World } from '../world.ts';
import { accountJson, nodeId } from './account-json.ts';
import { instant } from './issue-json.ts';

/** What an address of a repository goes on with, where that is not its name alone. */
const ADDRESSES: Readonly<Record<string, string>> = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
};

export function repositoryJson(world: World, repository: Repository, actor: Actor): Record<string, unknown> {
  const { id, owner, name } = repository;
  const url = `${world.url}/repos/${owner}/${name}`;
  const html = `${world.url}/${owner}/${name}`;
  const open = [...repository.issues.current.values()].filter(({ state }) => state === 'open').length;
  const none = { forks: 0, forks_count: 0, stargazers_count: 0, watchers: 0, watchers_count: 0, network_count: 0 };
  const push = mayPush(actor, repository);
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: `${owner}/${name}`,
    owner: accountJson(world, owner),
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    html_url: html,
    description: null,
    fork: repository.forkOf !== undefined,
    url,
    ...Object.fromEntries(Object.entries(ADDRESSES).map(([key, rest]) => [`${key}_url`, `${url}${rest}`])),
    clone_url: `${html}.git`,
    git_url: `git://${new URL(html).host}/${owner}/${name}.git`,
    ssh_url: `git@${new URL(html).hostname}:${owner}/${name}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: repository.defaultBranch,
    ...none,
    subscribers_count: 0,
    size: 0,
    open_issues: open,
    open_issues_count: open,
    has_issues: repository.hasIssues,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    topics: [],
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    pushed_at: instant(repository.createdAtMs),
    created_at: instant(repository.createdAtMs),
    updated_at: instant(repository.createdAtMs),
    permissions: { admin: false, maintain: false, push, triage: push, pull: true },
  };
}
