import { allow, repositoryOf } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, done, invalid, notFound, type Call, type Route } from '../answer.ts';
import { commitJson } from '../answers/commit-json.ts';
import { filesJson } from '../answers/diff-json.ts';
import { pullInListJson, pullJson } from '../answers/pull-json.ts';
import { commitsBetween, mergeBase } from '../git-history.ts';
import { editIssue } from '../issue-edits.ts';
import { baseTip, mergePullRequest, type MergeMethod } from '../merges.ts';
import { paged } from '../pages.ts';
import type { PullRequest } from '../pull-request.ts';
import { issueOfPull, openPullRequest, pullOf, rebasePullRequest } from '../pull-requests.ts';
import { checkTexts } from '../texts.ts';
import type { Issue, Repository } from '../world.ts';

/** GitHub lists at most that many. */
const MOST_FILES = 3000;
const MOST_COMMITS = 250;

/** @see https://docs.github.com/en/rest/pulls/pulls */
export const pullRoutes: Readonly<Record<string, Route>> = {
  'pulls/create': (call) => {
    const repository = repositoryOf(call, 'pull_requests', 'read');
    const by = loginOf(call.actor);
    const asked = call.body as NewPull;
    if (call.actor.kind === 'installation') allow(call.actor, repository, { area: 'pull_requests', need: 'write' });
    if (asked.title === undefined) throw invalid({ resource: 'PullRequest', field: 'title', code: 'missing_field' });
    checkTexts('PullRequest', { title: asked.title, body: asked.body ?? null });
    const pull = openPullRequest(call.world, repository, {
      title: asked.title,
      body: asked.body ?? null,
      head: asked.head,
      base: asked.base,
      draft: asked.draft ?? false,
      maintainerCanModify: asked.maintainer_can_modify ?? true,
      by,
    });
    return created(pullJson(call.world, repository, { pull, fresh: true }));
  },

  'pulls/get': (call) => {
    const { repository, pull } = pullOfCall(call);
    return answered(pullJson(call.world, repository, { pull, fresh: false }));
  },

  'pulls/list': (call) => {
    const repository = repositoryOf(call, 'pull_requests', 'read');
    const issues = repository.issues.listed();
    const found = [...repository.pulls.listed().values()]
      .flatMap((pull) => {
        const issue = issues.get(pull.number);
        return issue === undefined ? [] : [{ issue, pull }];
      })
      .filter(({ issue }) => call.query['state'] === 'all' || issue.state === call.query['state'])
      .filter(({ pull }) => call.query['base'] === undefined || pull.base.branch === call.query['base'])
      .filter(({ pull }) => isHead(pull, call.query['head']));
    return paged(sorted(found, call.query), call, (page) =>
      page.map((listed) => pullInListJson(call.world, repository, listed)),
    );
  },

  'pulls/update': (call) => {
    const { repository, pull } = pullOfCall(call);
    const { number } = pull;
    const by = loginOf(call.actor);
    const issue = issueOfPull(repository, number);
    if (by !== issue.author) allow(call.actor, repository, { area: 'pull_requests', need: 'write' });
    const { title = issue.title, body = issue.body, state = issue.state, ...asked } = call.body as PullChange;
    checkTexts('PullRequest', { title, body });
    if (asked.base !== undefined) rebasePullRequest(call.world, repository, { number, base: asked.base });
    if (asked.maintainer_can_modify !== undefined && pull.head.repository !== repository) {
      const { maintainer_can_modify: maintainerCanModify } = asked;
      repository.pulls.set(number, { ...pullOf(repository, number), maintainerCanModify });
    }
    editIssue(call.world, repository, { number, title, body, state, by });
    return answered(pullJson(call.world, repository, { pull: pullOf(repository, number), fresh: true }));
  },

  'pulls/list-files': (call) => {
    const { repository, pull } = pullOfCall(call);
    const base = pull.merged === undefined ? baseTip(repository, pull) : pull.base.sha;
    const before = mergeBase(repository.git, base, pull.head.sha) ?? base;
    const files = filesJson(call.world, repository, { before, after: pull.head.sha });
    return paged(files.slice(0, MOST_FILES), call, (page) => page);
  },

  'pulls/list-commits': (call) => {
    const { repository, pull } = pullOfCall(call);
    const base = pull.merged === undefined ? baseTip(repository, pull) : pull.base.sha;
    const commits = commitsBetween(repository.git, base, pull.head.sha).slice(0, MOST_COMMITS);
    return paged(commits, call, (page) => page.map((sha) => commitJson(call.world, repository, sha)));
  },

  'pulls/check-if-merged': (call) => {
    if (pullOfCall(call).pull.merged === undefined) throw notFound();
    return done();
  },

  'pulls/merge': (call) => {
    const { repository, pull } = pullOfCall(call);
    allow(call.actor, repository, { area: 'contents', need: 'write' });
    const asked = (call.body ?? {}) as MergeAsked;
    const sha = mergePullRequest(call.world, repository, {
      number: pull.number,
      by: loginOf(call.actor),
      method: asked.merge_method ?? 'merge',
      title: asked.commit_title,
      message: asked.commit_message,
      sha: asked.sha,
    });
    return answered({ sha, merged: true, message: 'Pull Request successfully merged' });
  },
};

interface NewPull {
  readonly title?: string;
  readonly body?: string;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
  readonly maintainer_can_modify?: boolean;
}

interface PullChange {
  readonly title?: string;
  readonly body?: string;
  readonly state?: Issue['state'];
  readonly base?: string;
  readonly maintainer_can_modify?: boolean;
}

interface MergeAsked {
  readonly commit_title?: string;
  readonly commit_message?: string;
  readonly sha?: string;
  readonly merge_method?: MergeMethod;
}

function pullOfCall(call: Call): { readonly repository: Repository; readonly pull: PullRequest } {
  const repository = repositoryOf(call, 'pull_requests', 'read');
  const pull = repository.pulls.current.get(Number(call.path['pull_number']));
  if (pull === undefined) throw notFound();
  return { repository, pull };
}

/** `owner:branch`; what has no owner, GitHub takes for no filter at all. */
function isHead({ head }: PullRequest, asked: unknown): boolean {
  if (typeof asked !== 'string' || !asked.includes(':')) return true;
  return asked === `${head.repository.owner}:${head.branch}`;
}

interface Listed {
  readonly issue: Issue;
  readonly pull: PullRequest;
}

/** The newest first, but for what was asked to be sorted in another way: then the lowest first. */
function sorted(found: readonly Listed[], query: Call['query']): readonly Listed[] {
  const key = ({ issue }: Listed): number =>
    query['sort'] === 'updated' ? issue.updatedAtMs : query['sort'] === 'popularity' ? issue.comments : issue.number;
  const direction = query['direction'] ?? (query['sort'] === 'created' ? 'desc' : 'asc');
  const sign = direction === 'asc' ? 1 : -1;
  return [...found].sort((one, other) => sign * (key(one) - key(other) || one.issue.number - other.issue.number));
}
