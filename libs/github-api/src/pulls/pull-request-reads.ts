import { fitting } from '../fitting.ts';
import { ifThere } from '../missing.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests } from '../requests.ts';
import { pullRequestAnswer, pullRequestAnswers, pullRequestFrom } from './pull-request-answer.ts';
import type { PullRequest } from './pull-request.ts';

export const PULL_REQUESTS_OF_A_PAGE = 100;

export type AtPull = Place & { readonly number: number };

/** Undefined: there is none of that number, or it is an issue. */
export async function pullRequestAt(
  { octokit, read }: GitHubRequests,
  { number, ...place }: AtPull,
  signal: AbortSignal,
): Promise<PullRequest | undefined> {
  const answer = await ifThere(
    read(
      'pulls/get',
      (request) => octokit.rest.pulls.get({ ...place, pull_number: number, request }).then(fitting(pullRequestAnswer)),
      signal,
    ),
  );
  return answer === undefined ? undefined : pullRequestFrom(answer.data, place);
}

export interface PageQuery extends Place {
  readonly state: 'open' | 'all';
  readonly head?: string;
  readonly sort: 'created';
  readonly direction: 'asc' | 'desc';
  readonly page: number;
}

/** Up to a hundred. */
export async function pullRequestPage(
  { octokit, read }: GitHubRequests,
  { owner, repo, ...query }: PageQuery,
  signal: AbortSignal,
): Promise<readonly PullRequest[]> {
  const { data } = await read(
    'pulls/list',
    (request) =>
      octokit.rest.pulls
        .list({ owner, repo, ...query, per_page: PULL_REQUESTS_OF_A_PAGE, request })
        .then(fitting(pullRequestAnswers)),
    signal,
  );
  return data.map((answer) => pullRequestFrom(answer, { owner, repo }));
}
