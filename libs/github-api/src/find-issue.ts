import { z } from 'zod';
import { fitting } from './fitting.ts';
import { GitHubError } from './github-error.ts';
import { issueAnswer, issueFrom, type Issue, type IssueAnswer } from './issue.ts';
import type { GitHubRequests } from './requests.ts';

export interface IssueSearch {
  readonly owner: string;
  readonly repo: string;
  /** Only its own issues count: anybody may write a marker. */
  readonly author: string;
  /** What stands somewhere in the body. */
  readonly marker: string;
  /** Not changed before: bounds the list. */
  readonly since: Date;
  /** A number from before it may have been created: those after it are looked at one by one, which no lag of a list can hide. */
  readonly after?: number | undefined;
}

const numbers = z.array(z.object({ number: z.int() }));
const issueAnswers = z.array(issueAnswer);

const PAGE = 100;
const MOST_PAGES = 30;
/** Numbers that nothing answers to: of discussions, and of what was never finished. */
const MOST_EMPTY = 5;
const MOST_STEPS = 200;

/**
 * The oldest issue of that author with that marker.
 *
 * Lists and search of GitHub may not show what was created just before, so that a list alone proves nothing. Numbers are given out in order, and a
 * look by number sees what is there: with `after`, undefined means that there is none.
 */
export async function findIssue(
  requests: GitHubRequests,
  search: IssueSearch,
  signal: AbortSignal,
): Promise<Issue | undefined> {
  return (await listed(requests, search, signal)) ?? (await numbered(requests, search, signal));
}

/** The highest number that a list shows, 0 where there is none: at most the highest that is given. */
export async function newestNumber(
  { octokit, read }: GitHubRequests,
  repository: { readonly owner: string; readonly repo: string },
  signal: AbortSignal,
): Promise<number> {
  const { data } = await read(
    'issues/list-for-repo',
    (request) =>
      octokit.rest.issues
        .listForRepo({
          ...repository,
          state: 'all',
          sort: 'created',
          direction: 'desc',
          per_page: 1,
          request,
        })
        .then(fitting(numbers)),
    signal,
  );
  return data[0]?.number ?? 0;
}

async function listed(
  { octokit, read }: GitHubRequests,
  search: IssueSearch,
  signal: AbortSignal,
): Promise<Issue | undefined> {
  const { owner, repo, author, since } = search;
  const query = {
    owner,
    repo,
    creator: author,
    state: 'all',
    since: since.toISOString(),
    sort: 'created',
    direction: 'asc',
    per_page: PAGE,
  } as const;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await read(
      'issues/list-for-repo',
      (request) => octokit.rest.issues.listForRepo({ ...query, page, request }).then(fitting(issueAnswers)),
      signal,
    );
    const found = data.find((answer) => isIt(answer, search));
    if (found !== undefined) return issueFrom(found);
    if (data.length < PAGE) break;
  }
  return undefined;
}

async function numbered(
  { octokit, read }: GitHubRequests,
  search: IssueSearch,
  signal: AbortSignal,
): Promise<Issue | undefined> {
  if (search.after === undefined) return undefined;
  const { owner, repo } = search;
  let empty = 0;
  for (let step = 1; step <= MOST_STEPS && empty < MOST_EMPTY; step++) {
    const issue_number = search.after + step;
    try {
      const { data } = await read(
        'issues/get',
        (request) => octokit.rest.issues.get({ owner, repo, issue_number, request }).then(fitting(issueAnswer)),
        signal,
      );
      empty = 0;
      if (isIt(data, search)) return issueFrom(data);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      if (error.problem === 'not-found') empty++;
      else if (error.problem !== 'gone') throw error;
    }
  }
  return undefined;
}

function isIt(answer: IssueAnswer, { author, marker }: IssueSearch): boolean {
  return answer.pull_request === undefined && answer.user?.login === author && (answer.body ?? '').includes(marker);
}
