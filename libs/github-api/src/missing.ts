import { GitHubError, type GitHubProblem } from './github-error.ts';
import type { GitHubRequests } from './requests.ts';

const LOOKS = 3;
const FIRST_WAIT_MS = 500;

/** Undefined where GitHub says that there is no such thing: 404, or 410. @param also what else says so here */
export async function ifThere<T>(asked: Promise<T>, also: readonly GitHubProblem[] = []): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const absent: readonly GitHubProblem[] = ['not-found', 'gone', ...also];
    if (error instanceof GitHubError && absent.includes(error.problem)) return undefined;
    throw error;
  }
}

/**
 * Looks again for what is expected: GitHub may not show for a moment what was made just before, and may answer 404 for what is there.
 * Undefined: it was not there at the last of three looks.
 */
export async function lookAgain<T>(
  { clock }: GitHubRequests,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let n = 1; ; n++) {
    const found = await look();
    if (found !== undefined || n >= LOOKS) return found;
    await clock.wait(FIRST_WAIT_MS * 2 ** (n - 1), signal);
  }
}
