import { GitHubError, type GitHubProblem } from '@postgres-ha/github-api';
import { SinkError } from '@postgres-ha/incident';

/** What a person must mend, and how. Whatever is not here mends itself. */
const REMEDIES: Readonly<Partial<Record<GitHubProblem, string>>> = {
  unauthorized: 'The token or key is wrong, revoked or has expired. Give a valid one.',
  forbidden: 'Allow the token or app to write issues there: issues: write, or the scope repo.',
  'not-found': 'Name a repository that exists, and give the token or app access to it.',
  gone: 'Turn issues on in the settings of the repository.',
  invalid: 'GitHub did not take what was sent. Report it as a bug, with the codes.',
};

/** Runs a sink's work and translates what GitHub made of it. @throws SinkError */
export async function asSinkError(name: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const remedy = REMEDIES[error.problem];
    if (remedy !== undefined) throw new SinkError('refused', `${name}: ${error.message}. ${remedy}`);
    throw new SinkError('later', `${name}: ${error.message}`, { retryAfterMs: error.retryAfterMs });
  }
}
