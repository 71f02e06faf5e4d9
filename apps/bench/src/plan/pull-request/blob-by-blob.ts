import { createRequire } from 'node:module';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { BASE_BRANCH, MESSAGE, TOKEN, type WantedPullRequest } from './change.ts';

const ThrottledOctokit = Octokit.plugin(throttling);

/**
 * One blob for each file, then a tree, a commit, a ref and a pull request, with Octokit's throttling as it comes. create-pull-request does so
 * where it signs commits.
 *
 * @see https://github.com/peter-evans/create-pull-request src/github-helper.ts, `createCommit`
 */
export async function proposeBlobByBlob(baseUrl: string, wanted: WantedPullRequest): Promise<void> {
  const octokit = new ThrottledOctokit({
    auth: TOKEN,
    baseUrl,
    userAgent: 'bench',
    throttle: { onRateLimit: giveUp, onSecondaryRateLimit: giveUp },
  });
  const [owner = '', repo = ''] = wanted.repository.split('/');
  const at = { owner, repo };
  const blobs = await Promise.all(
    [...wanted.files].map(async ([path, text]) => {
      const content = Buffer.from(text).toString('base64');
      const { data } = await octokit.git.createBlob({ ...at, content, encoding: 'base64' });
      return { path, sha: data.sha, mode: '100644', type: 'blob' } as const;
    }),
  );
  const tree = await octokit.git.createTree({ ...at, base_tree: wanted.base, tree: blobs });
  const commit = await octokit.git.createCommit({
    ...at,
    tree: tree.data.sha,
    parents: [wanted.base],
    message: MESSAGE,
  });
  await octokit.git.createRef({ ...at, ref: `refs/heads/${wanted.branch}`, sha: commit.data.sha });
  await octokit.pulls.create({ ...at, head: wanted.branch, base: BASE_BRANCH, title: MESSAGE, body: MESSAGE });
}

/** The version of what paces it. */
export function throttlingVersion(): string {
  const path = createRequire(import.meta.url).resolve('@octokit/plugin-throttling');
  const { version } = createRequire(path)('../package.json') as { readonly version: string };
  return version;
}

/** Undefined: it is not asked again, and the error is thrown. */
function giveUp(): undefined {
  return undefined;
}
