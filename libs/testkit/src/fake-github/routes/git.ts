import { repositoryOf } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, done, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { nodeId } from '../answers/account-json.ts';
import { instant } from '../answers/issue-json.ts';
import type { GitCommit, GitPerson, TreeEntry } from '../git-objects.ts';
import type { Repository } from '../world.ts';
import { grownTree, objectOf, treeListing, type TreeChange } from './git-trees.ts';

/** @see https://docs.github.com/en/rest/git */
export const gitRoutes: Readonly<Record<string, Route>> = {
  'git/create-blob': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    const { content, encoding = 'utf-8' } = call.body as {
      readonly content: string;
      readonly encoding?: 'utf-8' | 'base64';
    };
    const sha = repository.git.put({
      kind: 'blob',
      bytes: Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
    });
    return created({ sha, url: gitUrl(call, repository, `blobs/${sha}`) });
  },

  'git/get-blob': (call) => {
    const repository = repositoryOf(call, 'contents', 'read');
    const sha = String(call.path['file_sha']);
    const { bytes } = objectOf(repository, sha, 'blob');
    return answered({
      sha,
      node_id: nodeId('Blob', 1),
      size: bytes.byteLength,
      url: gitUrl(call, repository, `blobs/${sha}`),
      content: bytes.toString('base64'),
      encoding: 'base64',
    });
  },

  'git/create-tree': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    const { tree, base_tree: base } = call.body as {
      readonly tree: readonly TreeChange[];
      readonly base_tree?: string;
    };
    return created(treeJson(call, repository, { sha: grownTree(repository, base, tree), deep: false }));
  },

  'git/get-tree': (call) => {
    const repository = repositoryOf(call, 'contents', 'read');
    const named = String(call.path['tree_sha']);
    const sha = repository.refs.get(`refs/heads/${named}`) ?? named;
    const object = repository.git.get(sha);
    const deep = call.query['recursive'] !== undefined;
    return answered(treeJson(call, repository, { sha: object?.kind === 'commit' ? object.commit.tree : sha, deep }));
  },

  'git/create-commit': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    const { message, tree, parents = [], author, committer } = call.body as NewCommit;
    objectOf(repository, tree, 'tree');
    for (const parent of parents) objectOf(repository, parent, 'commit');
    const writer = person(call, author);
    const commit = {
      message,
      tree,
      parents,
      author: writer,
      committer: committer === undefined ? writer : person(call, committer),
    };
    return created(commitJson(call, repository, repository.git.put({ kind: 'commit', commit })));
  },

  'git/get-commit': (call) => {
    const repository = repositoryOf(call, 'contents', 'read');
    return answered(commitJson(call, repository, String(call.path['commit_sha'])));
  },

  'git/get-ref': (call) => {
    const repository = repositoryOf(call, 'contents', 'read');
    return answered(refJson(call, repository, refOf(call, repository)));
  },

  'git/list-matching-refs': (call) => {
    const repository = repositoryOf(call, 'contents', 'read');
    const names = [...repository.refs.keys()]
      .filter((name) => name.startsWith(`refs/${String(call.path['ref'])}`))
      .sort();
    return answered(names.map((name) => refJson(call, repository, name)));
  },

  'git/create-ref': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    const { ref, sha } = call.body as { readonly ref: string; readonly sha: string };
    if (!/^refs\/[^/]+\/./.test(ref)) throw new Refusal(422, `${ref} is not a valid ref name.`);
    if (repository.refs.has(ref)) throw new Refusal(422, 'Reference already exists');
    objectOf(repository, sha, 'commit');
    repository.refs.set(ref, sha);
    return created(refJson(call, repository, ref));
  },

  'git/update-ref': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    const name = `refs/${String(call.path['ref'])}`;
    const before = repository.refs.get(name);
    if (before === undefined) throw new Refusal(422, 'Reference does not exist');
    const { sha, force = false } = call.body as { readonly sha: string; readonly force?: boolean };
    objectOf(repository, sha, 'commit');
    if (!force && !reaches(repository, sha, before)) throw new Refusal(422, 'Update is not a fast forward');
    repository.refs.set(name, sha);
    return answered(refJson(call, repository, name));
  },

  'git/delete-ref': (call) => {
    const repository = repositoryOf(call, 'contents', 'write');
    if (!repository.refs.delete(`refs/${String(call.path['ref'])}`)) throw new Refusal(422, 'Reference does not exist');
    return done();
  },
};

interface NewCommit {
  readonly message: string;
  readonly tree: string;
  readonly parents?: readonly string[];
  readonly author?: NewPerson;
  readonly committer?: NewPerson;
}

interface NewPerson {
  readonly name?: string;
  readonly email?: string;
  readonly date?: string;
}

function person({ world, actor }: Call, given: NewPerson = {}): GitPerson {
  const login = loginOf(actor);
  const atMs = given.date === undefined ? world.now() : Date.parse(given.date);
  return {
    name: given.name ?? login,
    email: given.email ?? `${login}@users.noreply.example.org`,
    atSeconds: Math.floor(atMs / 1000),
  };
}

function refOf({ path }: Call, { refs }: Repository): string {
  const name = `refs/${String(path['ref'])}`;
  if (!refs.has(name)) throw notFound();
  return name;
}

/** Whether `older` is `newer` or one of its ancestors. */
function reaches(repository: Repository, newer: string, older: string): boolean {
  const pending = [newer];
  const seen = new Set<string>();
  for (let sha = pending.pop(); sha !== undefined; sha = pending.pop()) {
    if (sha === older) return true;
    if (seen.has(sha)) continue;
    seen.add(sha);
    pending.push(...objectOf(repository, sha, 'commit').commit.parents);
  }
  return false;
}

function gitUrl({ world }: Call, { owner, name }: Repository, rest: string): string {
  return `${world.url}/repos/${owner}/${name}/git/${rest}`;
}

function refJson(call: Call, repository: Repository, ref: string): Record<string, unknown> {
  const sha = repository.refs.get(ref) ?? '';
  return {
    ref,
    node_id: nodeId('Ref', 1),
    url: gitUrl(call, repository, ref),
    object: { sha, type: 'commit', url: gitUrl(call, repository, `commits/${sha}`) },
  };
}

function treeJson(
  call: Call,
  repository: Repository,
  { sha, deep }: { readonly sha: string; readonly deep: boolean },
): Record<string, unknown> {
  const entryJson = ({ mode, name, sha: id }: TreeEntry): Record<string, unknown> => {
    const type = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    const size = type === 'blob' ? { size: objectOf(repository, id, 'blob').bytes.byteLength } : {};
    return { path: name, mode, type, sha: id, ...size, url: gitUrl(call, repository, `${type}s/${id}`) };
  };
  const entries = treeListing(repository, sha, { deep }).map(entryJson);
  return { sha, url: gitUrl(call, repository, `trees/${sha}`), tree: entries, truncated: false };
}

function commitJson(call: Call, repository: Repository, sha: string): Record<string, unknown> {
  const { commit } = objectOf(repository, sha, 'commit');
  const html = `${call.world.url}/${repository.owner}/${repository.name}/commit`;
  const verification = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  return {
    sha,
    node_id: nodeId('Commit', 1),
    url: gitUrl(call, repository, `commits/${sha}`),
    html_url: `${html}/${sha}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    tree: { sha: commit.tree, url: gitUrl(call, repository, `trees/${commit.tree}`) },
    message: commit.message,
    parents: parentsJson(call, repository, commit).map((parent) => ({ ...parent, html_url: `${html}/${parent.sha}` })),
    verification,
  };
}

function parentsJson(
  call: Call,
  repository: Repository,
  { parents }: GitCommit,
): readonly { readonly sha: string; readonly url: string }[] {
  return parents.map((sha) => ({ sha, url: gitUrl(call, repository, `commits/${sha}`) }));
}

function personJson({ name, email, atSeconds }: GitPerson): Record<string, unknown> {
  return { name, email, date: instant(atSeconds * 1000) };
}
