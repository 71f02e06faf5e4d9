import { commitOf } from '../git-history.ts';
import type { GitPerson } from '../git-objects.ts';
import { loginOfMail, verificationOf } from '../git-people.ts';
import type { Repository, World } from '../world.ts';
import { accountJson, nodeId } from './account-json.ts';
import { instant } from './issue-json.ts';

/** As `git/commits` has it. */
export function gitCommitJson(world: World, repository: Repository, sha: string): Record<string, unknown> {
  const commit = commitOf(repository.git, sha);
  const api = `${world.url}/repos/${repository.owner}/${repository.name}/git`;
  const html = htmlOf(world, repository);
  return {
    sha,
    node_id: nodeId('Commit', 1),
    url: `${api}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${html}/${parent}`,
    })),
    verification: verificationOf(commit),
  };
}

/** As `commits` has it: with the accounts that its mail addresses belong to. */
export function commitJson(world: World, repository: Repository, sha: string): Record<string, unknown> {
  const commit = commitOf(repository.git, sha);
  const api = `${world.url}/repos/${repository.owner}/${repository.name}`;
  const html = htmlOf(world, repository);
  return {
    sha,
    node_id: nodeId('Commit', 1),
    url: `${api}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: personJson(commit.author),
      committer: personJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: verificationOf(commit),
    },
    author: accountOf(world, commit.author),
    committer: accountOf(world, commit.committer),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${html}/${parent}`,
    })),
  };
}

function accountOf(world: World, { email }: GitPerson): Record<string, unknown> | null {
  const login = loginOfMail(email);
  return login === undefined ? null : accountJson(world, login);
}

function htmlOf({ url }: World, { owner, name }: Repository): string {
  return `${url}/${owner}/${name}/commit`;
}

function personJson({ name, email, atSeconds }: GitPerson): Record<string, unknown> {
  return { name, email, date: instant(atSeconds * 1000) };
}
