import { loginOf, type Actor } from './actor.ts';
import { notFound, Refusal, type Call } from './answer.ts';
import type { Permission, Repository, World } from './world.ts';

/** What an installation has permissions for. */
export type Area = 'issues' | 'contents' | 'metadata' | 'pull_requests' | 'checks';

const RANK: Readonly<Record<Permission, number>> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/**
 * The repository of a call, if whoever calls may do this there.
 * @throws Refusal 404 for what must not be known to exist, 403 for what may be seen and not done, 301 or 307 where it has another name now
 */
export function repositoryOf(
  { world, actor, path, operation, address }: Call,
  area: Area,
  need: 'read' | 'write',
): Repository {
  const owner = String(path['owner']).toLowerCase();
  const name = String(path['repo']).toLowerCase();
  const repository = world.repositories.find(
    (candidate) => candidate.owner.toLowerCase() === owner && candidate.name.toLowerCase() === name,
  );
  if (repository === undefined) {
    const renamed = world.repositories.find(({ formerNames }) => formerNames.has(`${owner}/${name}`));
    if (renamed === undefined || accessOf(actor, renamed, area) === undefined) throw notFound();
    const rest = address.pathname
      .split('/')
      .slice(4)
      .map((part) => `/${part}`)
      .join('');
    throw movedTo(`${world.url}/repositories/${renamed.id}${rest}${address.search}`, operation.method);
  }
  allow(actor, repository, { area, need });
  if (need === 'write' && repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.');
  return repository;
}

/** @throws Refusal 409 where there is not even a first commit */
export function gitOf(call: Call, need: 'read' | 'write'): Repository {
  const repository = repositoryOf(call, 'contents', need);
  if (repository.refs.current.size === 0) throw new Refusal(409, 'Git Repository is empty.');
  return repository;
}

/** For GET for ever; for what writes only this time, so that its method stays. */
export function movedTo(location: string, method: string): Refusal {
  const status = method === 'GET' ? 301 : 307;
  return new Refusal(status, status === 301 ? 'Moved Permanently' : 'Temporary Redirect', { headers: { location } });
}

export function allow(
  actor: Actor,
  repository: Repository,
  { area, need }: { readonly area: Area; readonly need: 'read' | 'write' },
): void {
  const access = accessOf(actor, repository, area);
  if (access === undefined) throw notFound();
  if (need === 'read') return;
  loginOf(actor);
  if (RANK[access] >= RANK.write) return;
  const headers = { 'x-accepted-github-permissions': `${area}=write` };
  throw new Refusal(
    403,
    actor.kind === 'installation' ? 'Resource not accessible by integration' : 'Must have admin rights to Repository.',
    { headers },
  );
}

/** Whether labels may be set, and comments written where an issue is locked. */
export function mayPush(actor: Actor, repository: Repository): boolean {
  const access = accessOf(actor, repository, 'issues');
  return access !== undefined && RANK[access] >= RANK.write;
}

export function repositoriesFor(world: World, actor: Actor): readonly Repository[] {
  return world.repositories.filter((repository) => accessOf(actor, repository, 'issues') !== undefined);
}

function accessOf(actor: Actor, repository: Repository, area: Area): Permission | undefined {
  const everybody = repository.private ? undefined : 'read';
  switch (actor.kind) {
    case 'anonymous':
    case 'app':
      return everybody;
    case 'user': {
      const scope = repository.private ? ['repo'] : ['repo', 'public_repo'];
      if (!actor.scopes.some((held) => scope.includes(held))) return everybody;
      return repository.members.get(actor.login) ?? everybody;
    }
    case 'installation': {
      const { installation, repositories, permissions } = actor.token;
      if (installation.account !== repository.owner || !repositories.includes(repository.name)) return everybody;
      const held = area === 'metadata' ? 'read' : permissions[area];
      return held === 'read' || held === 'write' ? held : everybody;
    }
  }
}
