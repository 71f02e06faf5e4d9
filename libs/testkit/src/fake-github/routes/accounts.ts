import { randomBytes } from 'node:crypto';
import { repositoryOf } from '../access.ts';
import { answered, created, notFound, Refusal, type Route } from '../answer.ts';
import { appJson, profileJson } from '../answers/account-json.ts';
import { instant } from '../answers/issue-json.ts';
import { repositoryJson } from '../answers/repository-json.ts';

const TOKEN_LIFE_MS = 3_600_000;

export const accountRoutes: Readonly<Record<string, Route>> = {
  'repos/get': (call) => {
    const repository = repositoryOf(call, 'metadata', 'read');
    return answered(repositoryJson(call.world, repository, call.actor));
  },

  'users/get-authenticated': ({ world, actor }) => {
    if (actor.kind === 'installation') throw new Refusal(403, 'Resource not accessible by integration');
    if (actor.kind !== 'user') throw new Refusal(401, 'Requires authentication');
    return answered(profileJson(world, actor.login));
  },

  'apps/get-authenticated': ({ world, actor }) => {
    if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
    return answered(appJson(world, actor.app));
  },

  /** @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
  'apps/create-installation-access-token': ({ world, actor, path, body }) => {
    if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
    const installation = actor.app.installations.find(({ id }) => id === path['installation_id']);
    if (installation === undefined) throw notFound();
    const asked = (body ?? {}) as {
      readonly repositories?: readonly string[];
      readonly permissions?: Record<string, string>;
    };
    const repositories = asked.repositories ?? installation.repositories;
    if (repositories.some((name) => !installation.repositories.includes(name)))
      throw new Refusal(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    const permissions = asked.permissions ?? installation.permissions;
    for (const [area, level] of Object.entries(permissions)) {
      const held = installation.permissions[area];
      if (held === undefined || (held === 'read' && level !== 'read'))
        throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    const expiresAtMs = world.now() + TOKEN_LIFE_MS;
    world.issued.set(token, { token, app: actor.app, installation, repositories, permissions, expiresAtMs });
    return created({ token, expires_at: instant(expiresAtMs), permissions, repository_selection: 'selected' });
  },
};
