import { begunOnce } from '../begun-once.ts';
import { newestNumber } from '../find-issue.ts';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { mayPass } from '../harmless.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import { pullRequestAnswer, pullRequestFrom } from './pull-request-answer.ts';
import { pullRequestAt, pullRequestPage } from './pull-request-reads.ts';
import type { NewPullRequest, PullRequest } from './pull-request.ts';

const ATTEMPTS = 3;
const LOOKS = 4;
const FIRST_WAIT_MS = 500;
/** Numbers that were given out and that no list shows yet. */
const MOST_UNSHOWN = 10;
const MOST_STEPS = 200;

export interface CreatedPullRequest {
  readonly pullRequest: PullRequest;
  readonly made: 'now' | 'before';
}

/** Those from a branch in every state, newest first. */
export type FindPullRequests = (branch: string, signal: AbortSignal) => Promise<readonly PullRequest[]>;

/**
 * GitHub has never two open pull requests from one branch to one base, and refuses the second. So one whose answer was lost is looked for, and asked for
 * again where the list does not show it: if it is there all the same, that is refused, and the list shows it a little later.
 */
export async function createPullRequest(
  requests: GitHubRequests,
  { wanted, place, find }: { readonly wanted: NewPullRequest; readonly place: Place; readonly find: FindPullRequests },
  options: Writing,
): Promise<CreatedPullRequest> {
  const writing = begunOnce(options);
  const { signal } = writing;
  const open = (found: readonly PullRequest[]): PullRequest | undefined =>
    found.find(({ state, base }) => state === 'open' && base.branch === wanted.base);
  const before = await find(wanted.branch, signal);
  const there = open(before);
  if (there !== undefined) return { pullRequest: there, made: 'before' };
  // one that was made and closed within the moment is not made again
  const known = new Set(before.map(({ number }) => number));
  const fresh = (found: readonly PullRequest[]): PullRequest | undefined =>
    open(found) ?? found.find(({ number, base }) => !known.has(number) && base.branch === wanted.base);

  for (let attempt = 1; ; attempt++) {
    try {
      return {
        pullRequest: await send(requests, { wanted, place }, writing),
        made: 'now',
      };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      const refused = error.problem === 'invalid';
      if (error.effect !== 'unknown' && !mayPass(error) && !refused) throw error;
      const found = await lookFor(requests, { look: () => find(wanted.branch, signal), pick: fresh, signal });
      if (found !== undefined) return { pullRequest: found, made: error.effect === 'unknown' ? 'now' : 'before' };
      if (refused) {
        const behind = await behindTheList(
          requests,
          { place, isIt: (one) => open([one]) !== undefined && one.head.branch === wanted.branch },
          signal,
        );
        if (behind !== undefined) return { pullRequest: behind, made: 'before' };
      }
      if (refused || attempt >= ATTEMPTS || error.retryAfterMs !== undefined) throw error;
    }
  }
}

interface LookFor {
  readonly look: () => Promise<readonly PullRequest[]>;
  readonly pick: (found: readonly PullRequest[]) => PullRequest | undefined;
  readonly signal: AbortSignal;
}

/** Lists of GitHub may be behind by what was just made. */
async function lookFor({ clock }: GitHubRequests, { look, pick, signal }: LookFor): Promise<PullRequest | undefined> {
  for (let n = 1; ; n++) {
    const found = pick(await look());
    if (found !== undefined || n >= LOOKS) return found;
    await clock.wait(FIRST_WAIT_MS * 2 ** (n - 1), signal);
  }
}

interface Behind {
  readonly place: Place;
  readonly isIt: (one: PullRequest) => boolean;
}

/** One that the list does not show yet has a number after those that it shows, and a look by number sees it. */
async function behindTheList(
  requests: GitHubRequests,
  { place, isIt }: Behind,
  signal: AbortSignal,
): Promise<PullRequest | undefined> {
  const query = { ...place, state: 'all', sort: 'created', direction: 'desc', page: 1 } as const;
  const shown = (await pullRequestPage(requests, query, signal))[0]?.number ?? 0;
  const given = Math.max(shown, await newestNumber(requests, place, signal)) + MOST_UNSHOWN;
  for (let number = shown + 1; number <= Math.min(given, shown + MOST_STEPS); number++) {
    const found = await pullRequestAt(requests, { ...place, number }, signal);
    if (found !== undefined && !found.fromFork && isIt(found)) return found;
  }
  return undefined;
}

async function send(
  { octokit, write }: GitHubRequests,
  { wanted, place }: { readonly wanted: NewPullRequest; readonly place: Place },
  options: Writing,
): Promise<PullRequest> {
  const { branch, base, title, body, draft = false } = wanted;
  const { data } = await write(
    'pulls/create',
    (request) =>
      octokit.rest.pulls
        .create({ ...place, head: branch, base, title, body, draft, request })
        .then(fitting(pullRequestAnswer)),
    options,
  );
  return pullRequestFrom(data, place);
}
