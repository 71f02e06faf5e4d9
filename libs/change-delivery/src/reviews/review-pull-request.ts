import type { ChangePlan, PullRequestReading } from '@postgres-ha/change-request';
import type { PullRequest, PullRequestFile } from '@postgres-ha/github-api';
import type { Desk, Thread } from '../desk.ts';
import { untilItHolds } from '../later.ts';
import { BRANCH_PREFIX } from '../locks/target-branch.ts';
import { overridesOn, type OverridesSeen } from './overrides-on.ts';
import { readPullRequest } from './read-pull-request.ts';
import { show } from './show.ts';
import { tendPullRequest } from './tend-pull-request.ts';

/** What was made of a pull request. */
export interface Review {
  readonly pullRequest: PullRequest;
  readonly reading: PullRequestReading;
  readonly overrides: OverridesSeen;
  readonly made: 'updated' | 'there-already';
  /** Of the bot's own, where there is one. */
  readonly plan: ChangePlan | undefined;
}

/** Reads an open pull request again, and has what it shows say so. Undefined: it is not open. @throws Later */
export function reviewPullRequest(desk: Desk, number: number): Promise<Review | undefined> {
  return untilItHolds(async () => {
    const pullRequest = await desk.repository.pullRequests.get(number, { signal: desk.signal });
    if (pullRequest?.state !== 'open') return undefined;
    return isOwn(desk, pullRequest) ? tendPullRequest(desk, pullRequest) : reviewOfPeople(desk, { pullRequest });
  });
}

/** Opened by the bot, for a request. Its text says nothing of that: people may change it. */
export function isOwn({ self }: Desk, { author, head, fromFork }: PullRequest): boolean {
  return !fromFork && author.login === self && head.branch.startsWith(BRANCH_PREFIX);
}

export interface PeoplesPullRequest {
  readonly pullRequest: PullRequest;
  readonly thread?: Thread;
  /** The bot's own, which somebody has pushed to: the bot leaves it to them. */
  readonly taken?: { readonly by: string | undefined; readonly requesters: readonly string[] };
}

/** Reviews what people wrote: one comment and one check run, nothing else. */
export async function reviewOfPeople(desk: Desk, reviewed: PeoplesPullRequest): Promise<Review | 'moved'> {
  const { pullRequest, taken } = reviewed;
  const thread = reviewed.thread ?? (await desk.thread(pullRequest.number));
  const requesters = taken === undefined ? [pullRequest.author.login] : taken.requesters;
  const { touches, unjudged } = await changedIn(desk, pullRequest);
  const overrides = await overridesOn(desk, { pullRequest, thread, requesters });
  const { reading, base } = touches
    ? await readPullRequest(desk, { pullRequest, overrides: overrides.counted })
    : { reading: { kind: 'untouched' } as const, base: pullRequest.base.sha };
  const now = await desk.repository.pullRequests.get(pullRequest.number, { signal: desk.signal });
  if (now?.state !== 'open' || now.head.sha !== pullRequest.head.sha) return 'moved';
  await show(desk, {
    pullRequest,
    thread,
    base,
    reading,
    unjudged,
    branch:
      taken === undefined
        ? { kind: pullRequest.fromFork ? 'fork' : 'own' }
        : { kind: 'taken-over', commit: pullRequest.head.sha, by: taken.by },
    begin: touches || taken !== undefined ? 'if-there-is-none' : 'never',
  });
  return { pullRequest, reading, overrides, made: 'there-already', plan: undefined };
}

interface Changed {
  /** Whether something below `environments/` is changed; also where GitHub does not list everything. */
  readonly touches: boolean;
  /** Everything else that is listed. */
  readonly unjudged: readonly string[];
}

async function changedIn({ repository, signal }: Desk, { number }: PullRequest): Promise<Changed> {
  const { files, complete } = await repository.pullRequests.changedFiles(number, { signal });
  return {
    touches: !complete || files.some((file) => pathsOf(file).some(isJudged)),
    unjudged: files.flatMap(pathsOf).filter((path) => !isJudged(path)),
  };
}

function pathsOf({ path, previousPath }: PullRequestFile): readonly string[] {
  return previousPath === undefined ? [path] : [path, previousPath];
}

function isJudged(path: string): boolean {
  return path.startsWith('environments/');
}
