import { z } from 'zod';
import { begunOnce } from '../begun-once.ts';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { commentOnce } from '../comment-once.ts';
import { lookAgain } from '../missing.ts';
import type { Place, RepositoryPlace } from '../place.ts';
import type { RepositoryIssues } from '../repository-issues.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import { createPullRequest } from './create-pull-request.ts';
import { pullRequestAnswer, pullRequestFrom } from './pull-request-answer.ts';
import { PULL_REQUESTS_OF_A_PAGE, pullRequestAt, pullRequestPage, type AtPull } from './pull-request-reads.ts';
import type { ChangedFiles, PullRequest, PullRequestFile, PullRequests } from './pull-request.ts';

const PAGE = 100;
const MOST_PAGES = 30;

const STATUSES = ['added', 'removed', 'modified', 'renamed', 'copied', 'changed', 'unchanged'] as const;
const fileAnswers = z.array(
  z.object({ filename: z.string(), status: z.enum(STATUSES), previous_filename: z.string().optional() }),
);

export function pullRequests(
  requests: GitHubRequests,
  { here }: RepositoryPlace,
  issues: RepositoryIssues,
): PullRequests {
  const get = (place: Place, number: number, signal: AbortSignal): Promise<PullRequest | undefined> =>
    lookAgain(requests, () => pullRequestAt(requests, { ...place, number }, signal), signal);
  const find = async (place: Place, branch: string, signal: AbortSignal): Promise<readonly PullRequest[]> => {
    const query = { state: 'all', head: `${place.owner}:${branch}`, sort: 'created', direction: 'desc' } as const;
    const found = await pullRequestPage(requests, { ...place, ...query, page: 1 }, signal);
    // a fork of the same owner has the same head by that name
    return found.filter(({ head, fromFork }) => !fromFork && head.branch === branch);
  };
  return {
    find: (branch, { signal }) => here((place) => find(place, branch, signal), signal),
    get: (number, { signal }) => here((place) => get(place, number, signal), signal),
    listOpen: (which, { signal }) =>
      here(async (place) => {
        const query = { ...place, state: 'open', sort: 'created', direction: 'asc' } as const;
        const found: PullRequest[] = [];
        for (let n = 1; n <= MOST_PAGES; n++) {
          const next = await pullRequestPage(requests, { ...query, page: n }, signal);
          found.push(...next);
          if (next.length < PULL_REQUESTS_OF_A_PAGE) break;
        }
        // a page may repeat what another one had, where something was closed or opened between them
        const once = [...new Map(found.map((one) => [one.number, one])).values()];
        return which === 'all' ? once : once.filter((one) => !one.fromFork && one.head.branch.startsWith(which.prefix));
      }, signal),
    create: (wanted, options) =>
      here(
        (place) =>
          createPullRequest(
            requests,
            { wanted, place, find: (branch, signal) => find(place, branch, signal) },
            options,
          ),
        options.signal,
      ),
    update: (number, to, options) =>
      here((place) => change(requests, { ...place, number, to }, options), options.signal),
    close: (number, comment, options) =>
      here(async (place) => {
        const now = await get(place, number, options.signal);
        if (now === undefined) throw notThere();
        if (now.state !== 'open') return now;
        const writing = begunOnce(options);
        await commentOnce(issues, { issue: { ...place, number }, body: comment, clock: requests.clock }, writing);
        return change(requests, { ...place, number, to: { state: 'closed' } }, writing);
      }, options.signal),
    changedFiles: (number, { signal }) => here((place) => filesOf(requests, { ...place, number }, signal), signal),
  };
}

interface Change {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'closed';
}

/** Once; where it is not known whether it was done, it is looked at. */
async function change(
  requests: GitHubRequests,
  { to, number, ...place }: AtPull & { readonly to: Change },
  options: Writing,
): Promise<PullRequest> {
  try {
    const { data } = await requests.write(
      'pulls/update',
      (request) =>
        requests.octokit.rest.pulls
          .update({ ...place, pull_number: number, ...to, request })
          .then(fitting(pullRequestAnswer)),
      options,
    );
    return pullRequestFrom(data, place);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.effect !== 'unknown') throw error;
    const now = await pullRequestAt(requests, { ...place, number }, options.signal);
    if (now !== undefined && isDone(now, to)) return now;
    throw error;
  }
}

function isDone(now: PullRequest, { title, body, state }: Change): boolean {
  return (
    (title === undefined || now.title === title) &&
    (body === undefined || now.body === body) &&
    (state === undefined || now.state !== 'open')
  );
}

async function filesOf(
  { octokit, read }: GitHubRequests,
  { number, ...place }: AtPull,
  signal: AbortSignal,
): Promise<ChangedFiles> {
  const files: PullRequestFile[] = [];
  for (let n = 1; n <= MOST_PAGES; n++) {
    const { data } = await read(
      'pulls/list-files',
      (request) =>
        octokit.rest.pulls
          .listFiles({ ...place, pull_number: number, per_page: PAGE, page: n, request })
          .then(fitting(fileAnswers)),
      signal,
    );
    files.push(
      ...data.map(({ filename, status, previous_filename: previousPath }) => ({
        path: filename,
        status,
        previousPath,
      })),
    );
    if (data.length < PAGE) return { files, complete: true };
  }
  return { files, complete: false };
}

function notThere(): GitHubError {
  return new GitHubError({ operation: 'pulls/get', problem: 'not-found', effect: 'none', status: 404 });
}
