import { z } from 'zod';
import { fitting } from '../fitting.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests } from '../requests.ts';
import { installationPermissions } from './installation-permissions.ts';

const repositoryAnswer = z.object({
  archived: z.boolean(),
  has_issues: z.boolean(),
  permissions: z.object({ push: z.boolean() }).optional(),
});

/** What the bot writes, by the names of an app's permissions. */
const NEEDED = {
  contents: 'branches and commits',
  pull_requests: 'pull requests',
  issues: 'comments and the dashboard',
  checks: 'check runs',
} as const;

/** What keeps the bot from its work, in words; empty: nothing that can be seen without writing. */
export async function botObstacles(
  requests: GitHubRequests,
  place: Place,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { octokit, auth, read } = requests;
  const { data } = await read(
    'repos/get',
    (request) => octokit.rest.repos.get({ ...place, request }).then(fitting(repositoryAnswer)),
    signal,
  );
  return [
    ...(data.archived ? ['The repository is archived. Take it out of the archive, or name another one.'] : []),
    ...(data.has_issues ? [] : ['Issues are turned off in the repository. Turn them on in its settings.']),
    ...(auth.kind === 'token' && data.permissions?.push === false
      ? ['The account may not push there. Give it the role write.']
      : []),
    ...(auth.kind === 'app' ? missing(await installationPermissions(requests, signal)) : []),
  ];
}

function missing(permissions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(NEEDED)
    .filter(([name]) => permissions[name] !== 'write')
    .map(
      ([name, what]) =>
        `The app may not write ${what}. Give it the permission ${name}: write, and accept that for the installation.`,
    );
}
