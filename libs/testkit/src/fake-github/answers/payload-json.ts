import type { Actor } from '../actor.ts';
import type { Change } from '../change.ts';
import { changedFiles, commitOf, commitsBetween } from '../git-history.ts';
import type { GitPerson } from '../git-objects.ts';
import { loginOfMail } from '../git-people.ts';
import { issueOfPull, pullOf } from '../pull-requests.ts';
import type { Repository, World } from '../world.ts';
import { accountJson, appJson } from './account-json.ts';
import { checkRunJson } from './check-run-json.ts';
import { commentJson, instant, issueJson } from './issue-json.ts';
import { pullJson } from './pull-json.ts';
import { repositoryJson } from './repository-json.ts';

export interface Payload {
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

const NOBODY: Actor = { kind: 'anonymous' };
const NO_COMMIT = '0'.repeat(40);

/** What a webhook tells of a change. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export function payloadOf(world: World, change: Change): Payload {
  const { repository, by } = change;
  const common = { repository: repositoryJson(world, repository, NOBODY), sender: accountJson(world, by) };
  switch (change.kind) {
    case 'comment': {
      const { action, comment, before } = change;
      const issue = issueJson(world, repository, issueOfPull(repository, comment.issue));
      const told = { ...commentJson(world, repository, comment), performed_via_github_app: null };
      const changes = before === undefined ? {} : { changes: { body: { from: before } } };
      return { event: 'issue_comment', action, payload: { action, issue, comment: told, ...changes, ...common } };
    }
    case 'issue': {
      const { action, number } = change;
      const issue = issueJson(world, repository, issueOfPull(repository, number));
      const changes = action === 'edited' ? { changes: {} } : {};
      return { event: 'issues', action, payload: { action, issue, ...changes, ...common } };
    }
    case 'pull-request':
    case 'synchronize': {
      const { number } = change;
      const action = change.kind === 'synchronize' ? 'synchronize' : change.action;
      const moved = change.kind === 'synchronize' ? { before: change.before, after: change.after } : {};
      const changes = action === 'edited' ? { changes: {} } : {};
      const pull = pullJson(world, repository, { pull: pullOf(repository, number), fresh: true });
      return {
        event: 'pull_request',
        action,
        payload: { action, number, pull_request: pull, ...moved, ...changes, ...common },
      };
    }
    case 'push':
      return { event: 'push', action: undefined, payload: { ...pushJson(world, change), ...common } };
    case 'check-rerequested': {
      const run = repository.checkRuns.current.get(change.checkRun);
      if (run === undefined) throw new Error(`There is no check run ${change.checkRun}`);
      const app = world.apps.find(({ id }) => id === run.appId);
      const suite = {
        id: run.appId,
        head_sha: run.headSha,
        ...(app === undefined ? {} : { app: appJson(world, app) }),
      };
      const told = { ...checkRunJson(world, repository, run), check_suite: suite };
      return {
        event: 'check_run',
        action: 'rerequested',
        payload: { action: 'rerequested', check_run: told, ...common },
      };
    }
  }
}

function pushJson(world: World, change: Change & { readonly kind: 'push' }): Record<string, unknown> {
  const { repository, ref, before, after, forced, by } = change;
  const commits = after === undefined || before === undefined ? [] : commitsBetween(repository.git, before, after);
  const told = commits.map((sha) => pushedCommitJson(world, repository, sha));
  const html = `${world.url}/${repository.owner}/${repository.name}`;
  return {
    ref,
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    created: before === undefined,
    deleted: after === undefined,
    forced,
    base_ref: null,
    compare: `${html}/compare/${before ?? NO_COMMIT}...${after ?? NO_COMMIT}`,
    commits: told,
    head_commit: after === undefined ? null : pushedCommitJson(world, repository, after),
    pusher: { name: by, email: null },
  };
}

function pushedCommitJson(world: World, { git, owner, name }: Repository, sha: string): Record<string, unknown> {
  const commit = commitOf(git, sha);
  const [parent] = commit.parents;
  const files = changedFiles(git, parent, sha);
  const paths = (kind: 'added' | 'removed' | 'modified'): readonly string[] =>
    files.flatMap(({ path, before, after }) =>
      (before === undefined ? 'added' : after === undefined ? 'removed' : 'modified') === kind ? [path] : [],
    );
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: instant(commit.committer.atSeconds * 1000),
    url: `${world.url}/${owner}/${name}/commit/${sha}`,
    author: pushedPersonJson(commit.author),
    committer: pushedPersonJson(commit.committer),
    added: paths('added'),
    removed: paths('removed'),
    modified: paths('modified'),
  };
}

function pushedPersonJson({ name, email, atSeconds }: GitPerson): Record<string, unknown> {
  const username = loginOfMail(email);
  return { name, email, date: instant(atSeconds * 1000), ...(username === undefined ? {} : { username }) };
}
