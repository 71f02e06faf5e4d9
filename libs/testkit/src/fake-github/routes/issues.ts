import { allow, mayPush, movedTo, repositoryOf } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, done, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { issueJson } from '../answers/issue-json.ts';
import { editIssue } from '../issue-edits.ts';
import { paged } from '../pages.ts';
import type { Issue, Repository } from '../world.ts';
import { checkTexts } from '../texts.ts';
import { ensureLabels } from './labels.ts';

/** @see https://docs.github.com/en/rest/issues/issues */
export const issueRoutes: Readonly<Record<string, Route>> = {
  'issues/list-for-repo': (call) => {
    const repository = issuesOf(call, 'read');
    const { query, world } = call;
    const labels = typeof query['labels'] === 'string' ? query['labels'].toLowerCase().split(',') : [];
    const since = typeof query['since'] === 'string' ? Date.parse(query['since']) : -Infinity;
    const found = [...repository.issues.listed().values()]
      .filter((issue) => query['state'] === 'all' || issue.state === query['state'])
      .filter((issue) => query['creator'] === undefined || issue.author === query['creator'])
      .filter((issue) => labels.every((label) => issue.labels.some((name) => name.toLowerCase() === label)))
      // times are whole seconds, and the bound is part of it
      .filter((issue) => Math.floor(issue.updatedAtMs / 1000) * 1000 >= since);
    return paged(sorted(found, query), call, (page) => page.map((issue) => issueJson(world, repository, issue)));
  },

  'issues/create': (call) => {
    const repository = issuesOf(call, 'read');
    const { title, body = null, labels = [] } = call.body as NewIssue;
    checkTexts('Issue', { title: String(title), body });
    const number = repository.nextNumber++;
    const nowMs = call.world.now();
    const issue: Issue = {
      id: call.world.nextId(),
      number,
      title: String(title),
      body,
      author: loginOf(call.actor),
      labels: mayPush(call.actor, repository) ? ensureLabels(call.world, repository, labels.map(nameOf)) : [],
      state: 'open',
      stateReason: null,
      closedBy: null,
      locked: false,
      comments: 0,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      closedAtMs: null,
    };
    repository.issues.set(number, issue);
    call.world.accounts.add(issue.author);
    call.world.tell({ kind: 'issue', repository, by: issue.author, action: 'opened', number });
    return created(issueJson(call.world, repository, issue));
  },

  'issues/get': (call) => {
    const repository = issuesOf(call, 'read');
    return answered(issueJson(call.world, repository, issueOf(call, repository)));
  },

  'issues/update': (call) => {
    const repository = issuesOf(call, 'read');
    const issue = issueOf(call, repository);
    if (loginOf(call.actor) !== issue.author) allow(call.actor, repository, { area: 'issues', need: 'write' });
    const {
      title = issue.title,
      body = issue.body,
      labels,
      state = issue.state,
      state_reason,
    } = call.body as IssueChange;
    checkTexts('Issue', { title: String(title), body });
    const changed = editIssue(call.world, repository, {
      number: issue.number,
      title: String(title),
      body,
      state,
      by: loginOf(call.actor),
      reason: state_reason ?? null,
      labels:
        labels !== undefined && mayPush(call.actor, repository)
          ? ensureLabels(call.world, repository, labels.map(nameOf))
          : issue.labels,
    });
    return answered(issueJson(call.world, repository, changed));
  },

  'issues/lock': (call) => setLock(call, true),
  'issues/unlock': (call) => setLock(call, false),
};

type LabelName = string | { readonly name?: string };

interface NewIssue {
  readonly title: string | number;
  readonly body?: string | null;
  readonly labels?: readonly LabelName[];
}

interface IssueChange extends Partial<NewIssue> {
  readonly state?: Issue['state'];
  readonly state_reason?: Issue['stateReason'];
}

/** @throws Refusal 410 where issues are turned off */
export function issuesOf(call: Call, need: 'read' | 'write'): Repository {
  const repository = repositoryOf(call, 'issues', need);
  if (call.operation.method !== 'GET') loginOf(call.actor);
  if (repository.archived && call.operation.method !== 'GET')
    throw new Refusal(403, 'Repository was archived so is read-only.');
  const ofPull = repository.pulls.current.has(Number(call.path['issue_number']));
  if (!repository.hasIssues && !ofPull) throw new Refusal(410, 'Issues has been disabled in this repository.');
  return repository;
}

/** @throws Refusal 404, 410 for one that was deleted, a redirection for one that lives in another repository now */
export function issueOf(call: Call, repository: Repository): Issue {
  const number = Number(call.path['issue_number']);
  const departed = repository.departed.get(number);
  if (departed?.kind === 'deleted') throw new Refusal(410, 'This issue was deleted');
  if (departed?.kind === 'transferred') throw movedTo(departed.to, call.operation.method);
  const issue = repository.issues.current.get(number);
  if (issue === undefined) throw notFound();
  return issue;
}

function setLock(call: Call, locked: boolean): ReturnType<Route> {
  const repository = issuesOf(call, 'write');
  repository.issues.set(Number(call.path['issue_number']), { ...issueOf(call, repository), locked });
  return done();
}

function nameOf(label: LabelName): string {
  return typeof label === 'string' ? label : (label.name ?? '');
}

function sorted(issues: readonly Issue[], query: Call['query']): readonly Issue[] {
  const key = (issue: Issue): number =>
    query['sort'] === 'updated' ? issue.updatedAtMs : query['sort'] === 'comments' ? issue.comments : issue.number;
  const sign = query['direction'] === 'asc' ? 1 : -1;
  return [...issues].sort((one, other) => sign * (key(one) - key(other) || one.number - other.number));
}
