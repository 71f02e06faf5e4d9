import { z } from 'zod';
import { activeIssues, type ActiveIssue } from './active-issues.ts';
import { installationPermissions } from './access/installation-permissions.ts';
import { findIssue, newestNumber, type IssueSearch } from './find-issue.ts';
import { fitting } from './fitting.ts';
import { GitHubError } from './github-error.ts';
import { issueComments, type IssueComments } from './issue-comments.ts';
import { issueAnswer, issueFrom, type Issue, type IssueLabel, type IssueRef } from './issue.ts';
import type { Place, RepositoryPlace } from './place.ts';
import type { Remembered } from './remembered.ts';
import type { GitHubRequests, Writing } from './requests.ts';
import type { Waiting } from './waiting.ts';

/** The issues of one repository. All of it throws GitHubError, or the signal's reason. */
export interface RepositoryIssues extends IssueComments {
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
  /** Open ones, pull requests too, in which something happened since then; the latest first, up to 500. The list may be behind. */
  readonly active: (since: Date, options: Waiting) => Promise<readonly ActiveIssue[]>;
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
const labelAnswer = z.object({ name: z.string() });
const labelAnswers = z.array(labelAnswer);

/** @param author of what is written here */
export function repositoryIssues(
  requests: GitHubRequests,
  { named, here }: RepositoryPlace,
  author: Remembered<string>,
): RepositoryIssues {
  const { octokit, read, write } = requests;
  const { issues } = octokit.rest;
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
    ...issueComments(requests),
    repository: `${named.owner}/${named.repo}`,
    author: ({ signal }) => author.get(signal),
    newestNumber: ({ signal }) => here((at) => newestNumber(requests, at, signal), signal),
    findByMarker: (search, { signal }) =>
      here(async (at) => findIssue(requests, { ...search, ...at, author: await author.get(signal) }, signal), signal),
    active: (since, { signal }) => here((at) => activeIssues(requests, { ...at, since }, signal), signal),
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
    obstacles: ({ signal }) => obstacles(requests, named, signal),
  };
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

async function obstacles(requests: GitHubRequests, place: Place, signal: AbortSignal): Promise<readonly string[]> {
  const { octokit, auth, read } = requests;
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
    ...(auth.kind === 'app' && (await installationPermissions(requests, signal))['issues'] !== 'write'
      ? ['The app may not write issues. Give it the permission issues: write, and accept that for the installation.']
      : []),
  ];
}
