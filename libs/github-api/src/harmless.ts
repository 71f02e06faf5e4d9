import { begunOnce } from './begun-once.ts';
import { GitHubError, type GitHubProblem } from './github-error.ts';
import type { GitHubRequests, Writing } from './requests.ts';

const ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;

/** After some time GitHub may say otherwise: it was away, in the middle of something, or did not see yet what was made just before. */
const PASSING: ReadonlySet<GitHubProblem> = new Set(['unavailable', 'conflict', 'not-found']);

/**
 * Writes that leave the same behind however often they are done (objects that Git names by their content, a reaction) may be asked for again where
 * it is not known whether they were done. `begin` is called until it has gone well once.
 * @throws GitHubError of the last attempt
 */
export async function harmless<T>(
  { clock }: GitHubRequests,
  writing: Writing,
  act: (once: Writing) => Promise<T>,
): Promise<T> {
  const once = begunOnce(writing);
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(once);
    } catch (error) {
      if (!mayPass(error) || attempt >= ATTEMPTS) throw error;
      await clock.wait(FIRST_WAIT_MS * 2 ** (attempt - 1), writing.signal);
    }
  }
}

/** Whether it may be otherwise in a second, and GitHub does not ask for more time than that. */
export function mayPass(error: unknown): boolean {
  return error instanceof GitHubError && PASSING.has(error.problem) && error.retryAfterMs === undefined;
}
