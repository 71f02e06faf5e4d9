import { z } from 'zod';
import { findIssue, newestNumber, type IssueSearch } from './find-issue.ts';
import { fitting } from './fitting.ts';
import { GitHubError } from './github-error.ts';
import { issueAnswer, issueFrom, type Issue, type IssueComment, type IssueLabel, type IssueRef } from './issue.ts';
import { remembered, type Remembered } from './remembered.ts';
import type { GitHubRequests, Writing } from './requests.ts';

export interface Waiting {
  readonly signal: AbortSignal;
}

/** The issues of one repository. All of it throws GitHubError, or the signal's reason. */
export interface RepositoryIssues {
  /** `acme/databases`, as it was named. */
  readonly repository: string;
  /** Who whatever is written here is by. */
  readonly author: (options: Waiting) => Promise<string>;
  /** A number that no issue which is created from now on is below or equal to. */
  readonly newestNumber: (options: Waiting) => Promise<number>;
  /** The oldest of its own issues with that marker. With `after`, undefined means that there is none. */
  readonly findByMarker: (
    search: Pick<IssueSearch, 'marker' | 'since' | 'after'>,
    options: Waiting,
  ) => Promise<Issue | undefined>;
  /** Undefined: deleted. Follows to where it is now. */
  readonly get: (issue: IssueRef, options: Waiting) => Promise<Issue | undefined>;
  readonly create: (issue: NewIssue, options: Writing) => Promise<Issue>;
  readonly update: (issue: IssueRef, change: IssueUpdate, options: Waiting) => Promise<Issue>;
  readonly close: (
    issue: IssueRef,
    reason: 'completed' | 'not_planned' | 'duplicate',
    options: Waiting,
  ) => Promise<Issue>;
  readonly reopen: (issue: IssueRef, options: Waiting) => Promise<Issue>;
  /** All, oldest first, up to 3,000. */
  readonly comments: (issue: IssueRef, options: Waiting) => Promise<readonly IssueComment[]>;
  readonly comment: (issue: IssueRef, body: string, options: Writing) => Promise<void>;
  /** Those that the repository does not have come into being. */
  readonly ensureLabels: (labels: readonly IssueLabel[], options: Waiting) => Promise<void>;
  readonly addLabels: (issue: IssueRef, names: readonly string[], options: Waiting) => Promise<void>;
  /** One that is not there is no error. */
  readonly removeLabel: (issue: IssueRef, name: string, options: Waiting) => Promise<void>;
  /** What keeps issues from being written here, in words; empty: nothing that can be seen without writing. */
  readonly obstacles: (options: Waiting) => Promise<readonly string[]>;
}

export interface NewIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

export type IssueUpdate = Partial<Pick<NewIssue, 'title' | 'body'>>;

interface IssueState {
  readonly state: 'open' | 'closed';
  readonly state_reason: 'completed' | 'not_planned' | 'duplicate';
}

const repositoryAnswer = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  archived: z.boolean(),
  has_issues: z.boolean(),
  permissions: z.object({ triage: z.boolean().optional(), push: z.boolean() }).optional(),
});
const commentAnswer = z.object({
  id: z.int(),
  user: z.object({ login: z.string() }).nullable(),
  body: z.string().nullish(),
});
const commentAnswers = z.array(commentAnswer);
const labelAnswer = z.object({ name: z.string() });
const labelAnswers = z.array(labelAnswer);

const PAGE = 100;
const MOST_PAGES = 30;

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

export function repositoryIssues(
  requests: GitHubRequests,
  repository: string,
  author: Remembered<string>,
): RepositoryIssues {
  const { octokit, read, write } = requests;
  const { issues } = octokit.rest;
  // a repository that was renamed is still found by its old name, but nothing can be written under it
  const place = remembered<Place>(async (signal) => {
    const { data } = await read(
      'repos/get',
      (request) => octokit.rest.repos.get({ ...named(repository), request }).then(fitting(repositoryAnswer)),
      signal,
    );
    return { owner: data.owner.login, repo: data.name };
  });
  const here = async <T>(act: (at: Place) => Promise<T>, signal: AbortSignal): Promise<T> => {
    try {
      return await act(await place.get(signal));
    } catch (error) {
      if (error instanceof GitHubError && error.problem === 'moved') place.forget();
      throw error;
    }
  };
  const change = async (ref: IssueRef, to: IssueUpdate & Partial<IssueState>, signal: AbortSignal): Promise<Issue> => {
    const { data } = await write(
      'issues/update',
      (request) => issues.update({ ...at(ref), ...to, request }).then(fitting(issueAnswer)),
      {
        signal,
      },
    );
    return issueFrom(data);
  };
  return {
    repository,
    author: ({ signal }) => author.get(signal),
    newestNumber: ({ signal }) => here((at) => newestNumber(requests, at, signal), signal),
    findByMarker: (search, { signal }) =>
      here(async (at) => findIssue(requests, { ...search, ...at, author: await author.get(signal) }, signal), signal),
    get: async (ref, { signal }) => {
      try {
        return issueFrom(
          (
            await read(
              'issues/get',
              (request) => issues.get({ ...at(ref), request }).then(fitting(issueAnswer)),
              signal,
            )
          ).data,
        );
      } catch (error) {
        if (error instanceof GitHubError && error.problem === 'gone') return undefined;
        throw error;
      }
    },
    create: ({ title, body, labels }, options) =>
      here(async (at) => {
        const { data } = await write(
          'issues/create',
          (request) => issues.create({ ...at, title, body, labels: [...labels], request }).then(fitting(issueAnswer)),
          options,
        );
        return issueFrom(data);
      }, options.signal),
    update: (ref, to, { signal }) => change(ref, to, signal),
    close: (ref, reason, { signal }) => change(ref, { state: 'closed', state_reason: reason }, signal),
    reopen: (ref, { signal }) => change(ref, { state: 'open' }, signal),
    comments: async (ref, { signal }) => {
      const found: IssueComment[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { data } = await read(
          'issues/list-comments',
          (request) => issues.listComments({ ...at(ref), per_page: PAGE, page, request }).then(fitting(commentAnswers)),
          signal,
        );
        found.push(...data.map(({ id, user, body }) => ({ id, author: user?.login ?? '', body: body ?? '' })));
        if (data.length < PAGE) break;
      }
      return found;
    },
    comment: async (ref, body, options) => {
      await write(
        'issues/create-comment',
        (request) => issues.createComment({ ...at(ref), body, request }).then(fitting(commentAnswer)),
        options,
      );
    },
    ensureLabels: (labels, { signal }) =>
      here(async (at) => {
        for (const label of labels) await ensureLabel(requests, { ...at, label }, signal);
      }, signal),
    addLabels: async (ref, names, { signal }) => {
      await write(
        'issues/add-labels',
        (request) => issues.addLabels({ ...at(ref), labels: [...names], request }).then(fitting(labelAnswers)),
        {
          signal,
        },
      );
    },
    removeLabel: async (ref, name, { signal }) => {
      try {
        await write(
          'issues/remove-label',
          (request) => issues.removeLabel({ ...at(ref), name, request }).then(fitting(labelAnswers)),
          { signal },
        );
      } catch (error) {
        if (!(error instanceof GitHubError && error.problem === 'not-found')) throw error;
      }
    },
    obstacles: ({ signal }) => obstacles(requests, named(repository), signal),
  };
}

function named(repository: string): Place {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}

function at({ owner, repo, number }: IssueRef): Place & { readonly issue_number: number } {
  return { owner, repo, issue_number: number };
}

async function ensureLabel(
  { octokit, read, write }: GitHubRequests,
  { label, ...at }: Place & { readonly label: IssueLabel },
  signal: AbortSignal,
): Promise<void> {
  try {
    await read(
      'issues/get-label',
      (request) => octokit.rest.issues.getLabel({ ...at, name: label.name, request }).then(fitting(labelAnswer)),
      signal,
    );
    return;
  } catch (error) {
    if (!(error instanceof GitHubError && error.problem === 'not-found')) throw error;
  }
  try {
    await write(
      'issues/create-label',
      (request) => octokit.rest.issues.createLabel({ ...at, ...label, request }).then(fitting(labelAnswer)),
      {
        signal,
      },
    );
  } catch (error) {
    // somebody else was quicker
    if (!(error instanceof GitHubError && error.codes.includes('Label.name already_exists'))) throw error;
  }
}

async function obstacles(
  { octokit, auth, read }: GitHubRequests,
  place: Place,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { data } = await read(
    'repos/get',
    (request) => octokit.rest.repos.get({ ...place, request }).then(fitting(repositoryAnswer)),
    signal,
  );
  return [
    ...(data.archived ? ['The repository is archived. Take it out of the archive, or name another one.'] : []),
    ...(data.has_issues ? [] : ['Issues are turned off in the repository. Turn them on in its settings.']),
    ...(auth.kind === 'token' && data.permissions?.triage === false && !data.permissions.push
      ? ['The account may not label or close issues there. Give it the role triage or write.']
      : []),
    ...(auth.kind === 'app' && !(await appMayWriteIssues({ octokit, read }, signal))
      ? ['The app may not write issues. Give it the permission issues: write, and accept that for the installation.']
      : []),
  ];
}

async function appMayWriteIssues(
  { octokit, read }: Pick<GitHubRequests, 'octokit' | 'read'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { data } = await read(
    'apps/create-installation-access-token',
    async () => ({ status: 200, data: (await octokit.auth({ type: 'installation' })) as InstallationAuth }),
    signal,
  );
  return data.permissions?.['issues'] === 'write';
}

/** Of what `@octokit/auth-app` gives, as far as it is read. */
interface InstallationAuth {
  readonly permissions?: Readonly<Record<string, string>>;
}
