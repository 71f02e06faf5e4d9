import { z } from 'zod';
import { begunOnce } from '../begun-once.ts';
import { fitting, saying } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { mayPass } from '../harmless.ts';
import { ifThere, lookAgain } from '../missing.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import type { Branch, BranchRemoval } from './branch.ts';

const HEADS = 'refs/heads/';

const refAnswer = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) });
const refAnswers = z.array(refAnswer);

export type AtBranch = Place & { readonly branch: string };

/** What a branch is at; undefined: GitHub says that it is not there. */
export async function headOf(
  { octokit, read }: GitHubRequests,
  { branch, ...place }: AtBranch,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await ifThere(
    read(
      'git/get-ref',
      (request) => octokit.rest.git.getRef({ ...place, ref: `heads/${branch}`, request }).then(fitting(refAnswer)),
      signal,
    ),
  );
  // a server that answers with what begins so has no such branch
  return answer?.data.ref === `${HEADS}${branch}` ? answer.data.object.sha : undefined;
}

/** The same of one that is expected to be there: GitHub may not show it for a moment. */
export function expectedHeadOf(
  requests: GitHubRequests,
  at: AtBranch,
  signal: AbortSignal,
): Promise<string | undefined> {
  return lookAgain(requests, () => headOf(requests, at, signal), signal);
}

/** In the order of their names. @param prefix `postgres-ha/` */
export async function branchesOf(
  { octokit, read }: GitHubRequests,
  { prefix, ...place }: Place & { readonly prefix: string },
  signal: AbortSignal,
): Promise<readonly Branch[]> {
  const { data } = await read(
    'git/list-matching-refs',
    (request) =>
      octokit.rest.git.listMatchingRefs({ ...place, ref: `heads/${prefix}`, request }).then(fitting(refAnswers)),
    signal,
  );
  return data
    .filter(({ ref }) => ref.startsWith(`${HEADS}${prefix}`))
    .map(({ ref, object }) => ({ name: ref.slice(HEADS.length), head: object.sha }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const ATTEMPTS = 3;

/** Looks when it is its turn, just before it is sent: GitHub has no condition for it. */
export async function removeBranch(
  requests: GitHubRequests,
  { expected, ...at }: AtBranch & { readonly expected: string },
  options: Writing,
): Promise<BranchRemoval> {
  const { signal, begin } = begunOnce(options);
  const { octokit, write } = requests;
  const { branch, ...place } = at;
  for (let attempt = 1; ; attempt++) {
    const head = attempt === 1 ? await expectedHeadOf(requests, at, signal) : await headOf(requests, at, signal);
    if (head !== expected) return leftAt(head);
    try {
      await write(
        'git/delete-ref',
        (request) => octokit.rest.git.deleteRef({ ...place, ref: `heads/${branch}`, request }).then(saying(204)),
        {
          signal,
          begin: async () => {
            await begin?.();
            const now = await expectedHeadOf(requests, at, signal);
            if (now !== expected) throw new BranchMoved(now);
          },
        },
      );
      return { kind: 'removed' };
    } catch (error) {
      if (error instanceof BranchMoved) return leftAt(error.head);
      // 422: somebody else was quicker, which the next look says, or it is another reason
      const again = mayPass(error) || (error instanceof GitHubError && error.problem === 'invalid');
      if (!again || attempt >= ATTEMPTS) throw error;
    }
  }
}

function leftAt(head: string | undefined): BranchRemoval {
  return head === undefined ? { kind: 'removed' } : { kind: 'kept', head };
}

/** Between the look and the write nothing of ours may go on. */
export class BranchMoved extends Error {
  readonly head: string | undefined;

  constructor(head: string | undefined) {
    super('the branch is not what was expected');
    this.name = 'BranchMoved';
    this.head = head;
  }
}
