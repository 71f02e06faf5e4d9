import { z } from 'zod';
import { fitting } from '../fitting.ts';
import { ifThere, lookAgain } from '../missing.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests } from '../requests.ts';
import { PERMISSIONS, type Permission, type PermissionLevel } from './permission.ts';

const answer = z.object({ permission: z.string(), role_name: z.string().optional() });

/** A 404 is one whom GitHub does not know, or one whom these credentials may not ask about: who is not known may do nothing. */
export async function permissionOf(
  requests: GitHubRequests,
  { login, ...place }: Place & { readonly login: string },
  signal: AbortSignal,
): Promise<Permission> {
  const { octokit, read } = requests;
  const ask = async (): Promise<z.infer<typeof answer> | undefined> => {
    const query = { ...place, username: login };
    const said = await ifThere(
      read(
        'repos/get-collaborator-permission-level',
        (request) => octokit.rest.repos.getCollaboratorPermissionLevel({ ...query, request }).then(fitting(answer)),
        signal,
      ),
    );
    return said?.data;
  };
  const found = await lookAgain(requests, ask, signal);
  if (found === undefined) return { level: 'none', role: 'none' };
  const { permission, role_name: role = permission } = found;
  // `permission` knows four levels only: who maintains may write, who triages may read
  return { level: levelOf(role) ?? levelOf(permission) ?? 'none', role };
}

function levelOf(name: string): PermissionLevel | undefined {
  return PERMISSIONS.find((level) => level === name);
}
