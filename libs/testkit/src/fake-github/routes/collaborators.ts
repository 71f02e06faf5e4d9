import { mayPush, repositoryOf } from '../access.ts';
import { answered, Refusal, type Route } from '../answer.ts';
import { accountJson } from '../answers/account-json.ts';
import type { Permission } from '../world.ts';

/** Older than roles: what each is called where there are four. */
const LEVEL: Readonly<Record<Permission, 'admin' | 'write' | 'read'>> = {
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

/** @see https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
export const collaboratorRoutes: Readonly<Record<string, Route>> = {
  'repos/get-collaborator-permission-level': (call) => {
    const repository = repositoryOf(call, 'metadata', 'read');
    if (call.actor.kind === 'user' && !mayPush(call.actor, repository))
      throw new Refusal(403, 'Must have push access to view collaborator permission.');
    const asked = String(call.path['username']);
    const login = [...call.world.accounts].find((known) => known.toLowerCase() === asked.toLowerCase());
    if (login === undefined) throw new Refusal(404, `${asked} is not a user`);
    const role = repository.members.get(login) ?? (repository.private ? undefined : 'read');
    const level = role === undefined ? 'none' : LEVEL[role];
    const roleName = role ?? 'none';
    return answered({
      permission: level,
      role_name: roleName,
      user: {
        ...accountJson(call.world, login),
        role_name: roleName,
        permissions: {
          pull: role !== undefined,
          triage: role !== undefined && role !== 'read',
          push: level === 'write' || level === 'admin',
          maintain: role === 'maintain' || role === 'admin',
          admin: role === 'admin',
        },
      },
    });
  },
};
