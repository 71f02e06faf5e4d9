import { z } from 'zod';
import { fitting } from './fitting.ts';
import type { GitHubRequests } from './requests.ts';

const user = z.object({ login: z.string() });
const app = z.object({ slug: z.string() });

/** Who whatever is written is by: `octocat`, `my-app[bot]`. */
export async function identityOf({ octokit, auth, read }: GitHubRequests, signal: AbortSignal): Promise<string> {
  if (auth.kind === 'token') {
    if (auth.login !== undefined) return auth.login;
    const { data } = await read(
      'users/get-authenticated',
      (request) => octokit.rest.users.getAuthenticated({ request }).then(fitting(user)),
      signal,
    );
    return data.login;
  }
  const { data } = await read(
    'apps/get-authenticated',
    (request) => octokit.rest.apps.getAuthenticated({ request }).then(fitting(app)),
    signal,
  );
  return `${data.slug}[bot]`;
}
