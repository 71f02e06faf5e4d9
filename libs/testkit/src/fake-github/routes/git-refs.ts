import { gitOf } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, done, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { nodeId } from '../answers/account-json.ts';
import { moveRef } from '../branches.ts';
import { reaches } from '../git-history.ts';
import type { Repository } from '../world.ts';

/** @see https://docs.github.com/en/rest/git/refs */
export const refRoutes: Readonly<Record<string, Route>> = {
  'git/get-ref': (call) => {
    const repository = gitOf(call, 'read');
    const ref = refOf(call);
    if (!repository.refs.current.has(ref)) throw notFound();
    return answered(refJson(call, repository, ref));
  },

  'git/list-matching-refs': (call) => {
    const repository = gitOf(call, 'read');
    const start = refOf(call);
    const found = [...repository.refs.listed()].filter(([name]) => name.startsWith(start));
    return answered(found.sort().map(([name, sha]) => refJson(call, repository, name, sha)));
  },

  'git/create-ref': (call) => {
    const repository = gitOf(call, 'write');
    const { ref, sha } = call.body as { readonly ref: string; readonly sha: string };
    if (!isRefName(ref)) throw new Refusal(422, `${ref} is not a valid ref name.`);
    if (repository.refs.current.has(ref)) throw new Refusal(422, 'Reference already exists');
    commitExists(repository, sha);
    // git keeps a name and what is below it apart
    for (const name of repository.refs.current.keys()) {
      if (name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`)) throw new Refusal(422, 'Reference update failed');
    }
    moveRef(call.world, repository, { ref, to: sha, by: loginOf(call.actor) });
    return created(refJson(call, repository, ref));
  },

  'git/update-ref': (call) => {
    const repository = gitOf(call, 'write');
    const ref = refOf(call);
    const before = repository.refs.current.get(ref);
    if (before === undefined) throw new Refusal(422, 'Reference does not exist');
    const { sha, force = false } = call.body as { readonly sha: string; readonly force?: boolean };
    commitExists(repository, sha);
    if (!force && !reaches(repository.git, sha, before)) throw new Refusal(422, 'Update is not a fast forward');
    moveRef(call.world, repository, { ref, to: sha, by: loginOf(call.actor) });
    return answered(refJson(call, repository, ref));
  },

  'git/delete-ref': (call) => {
    const repository = gitOf(call, 'write');
    const ref = refOf(call);
    if (!repository.refs.current.has(ref)) throw new Refusal(422, 'Reference does not exist');
    if (ref === `refs/heads/${repository.defaultBranch}`) throw new Refusal(422, 'Cannot delete the default branch');
    moveRef(call.world, repository, { ref, to: undefined, by: loginOf(call.actor) });
    return done();
  },
};

/** @see git-check-ref-format(1) */
function isRefName(name: string): boolean {
  const wrong = /[ ~^:?*[\\\x7f]|\.\.|@\{|\/\/|\/$|\.$|\.lock(\/|$)|(^|\/)\./;
  return /^refs\/[^/]+\/./.test(name) && !wrong.test(name) && Buffer.from(name, 'utf8').every((byte) => byte > 0x20);
}

function refOf({ path }: Call): string {
  return `refs/${String(path['ref'])}`;
}

function commitExists({ git }: Repository, sha: string): void {
  if (git.get(sha)?.kind !== 'commit') throw new Refusal(422, 'Object does not exist');
}

function refJson(
  { world }: Call,
  { owner, name, refs }: Repository,
  ref: string,
  sha: string = refs.current.get(ref) ?? '',
): Record<string, unknown> {
  const url = `${world.url}/repos/${owner}/${name}/git`;
  return {
    ref,
    node_id: nodeId('Ref', 1),
    url: `${url}/${ref.split('/').map(encodeURIComponent).join('/')}`,
    object: { sha, type: 'commit', url: `${url}/commits/${sha}` },
  };
}
