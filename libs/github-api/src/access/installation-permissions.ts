import type { GitHubRequests } from '../requests.ts';

/** What an app's installation may do, as GitHub says with its token: `{ issues: 'write' }`. */
export async function installationPermissions(
  { octokit, read }: Pick<GitHubRequests, 'octokit' | 'read'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { data } = await read(
    'apps/create-installation-access-token',
    async () => ({ status: 200, data: (await octokit.auth({ type: 'installation' })) as InstallationAuth }),
    signal,
  );
  return data.permissions ?? {};
}

/** Of what `@octokit/auth-app` gives, as far as it is read. */
interface InstallationAuth {
  readonly permissions?: Readonly<Record<string, string>>;
}
