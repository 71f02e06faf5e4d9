import { openGitHub } from '@postgres-ha/github-api';
import { BASE_BRANCH, MESSAGE, TOKEN, type WantedPullRequest } from './change.ts';

/** As the bot does it: one tree with the files in it, one commit, one ref, one pull request. */
export async function proposeInFourWrites(baseUrl: string, wanted: WantedPullRequest): Promise<void> {
  const github = openGitHub({ auth: { kind: 'token', token: TOKEN }, baseUrl, userAgent: 'bench' });
  const repository = github.repository(wanted.repository);
  const signal = AbortSignal.timeout(120_000);
  const published = await repository.publish(
    {
      branch: wanted.branch,
      base: wanted.base,
      files: [...wanted.files].map(([path, content]) => ({ path, content })),
      message: MESSAGE,
      expected: 'absent',
    },
    { signal },
  );
  if (published.kind !== 'published') throw new Error(`${wanted.branch} is taken`);
  await repository.pullRequests.create(
    { branch: wanted.branch, base: BASE_BRANCH, title: MESSAGE, body: MESSAGE },
    { signal },
  );
}
