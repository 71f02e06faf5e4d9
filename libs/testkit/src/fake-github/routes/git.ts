import { gitOf } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, Refusal, type Call, type Route } from '../answer.ts';
import { nodeId } from '../answers/account-json.ts';
import { gitCommitJson } from '../answers/commit-json.ts';
import type { GitPerson, TreeEntry } from '../git-objects.ts';
import { personOf, signedByGitHub, WEB_FLOW } from '../git-people.ts';
import type { Repository } from '../world.ts';
import { grownTree, objectOf, treeListing, type TreeChange } from './git-trees.ts';

/** @see https://docs.github.com/en/rest/git */
export const gitRoutes: Readonly<Record<string, Route>> = {
  'git/create-blob': (call) => {
    const repository = gitOf(call, 'write');
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
    const repository = gitOf(call, 'read');
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
    const repository = gitOf(call, 'write');
    const { tree, base_tree: base } = call.body as {
      readonly tree: readonly TreeChange[];
      readonly base_tree?: string;
    };
    return created(treeJson(call, repository, { sha: grownTree(repository, base, tree), deep: false }));
  },

  'git/get-tree': (call) => {
    const repository = gitOf(call, 'read');
    const named = String(call.path['tree_sha']);
    const sha = repository.refs.current.get(`refs/heads/${named}`) ?? named;
    const object = repository.git.get(sha);
    const deep = call.query['recursive'] !== undefined;
    return answered(treeJson(call, repository, { sha: object?.kind === 'commit' ? object.commit.tree : sha, deep }));
  },

  'git/create-commit': (call) => {
    const repository = gitOf(call, 'write');
    const { message, tree, parents = [], author, committer } = call.body as NewCommit;
    if (repository.git.get(tree)?.kind !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
    for (const parent of parents) {
      if (repository.git.get(parent)?.kind !== 'commit')
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
    const writer = person(call, author);
    const commit = {
      message,
      tree,
      parents,
      author: writer,
      committer: committer === undefined ? writer : person(call, committer),
    };
    // what an app commits as itself, GitHub signs
    const asItself = call.actor.kind === 'installation' && author === undefined && committer === undefined;
    const kept = asItself
      ? signedByGitHub({ ...commit, committer: { ...WEB_FLOW, atSeconds: writer.atSeconds } })
      : commit;
    return created(gitCommitJson(call.world, repository, repository.git.put({ kind: 'commit', commit: kept })));
  },

  'git/get-commit': (call) => {
    const repository = gitOf(call, 'read');
    const sha = String(call.path['commit_sha']);
    objectOf(repository, sha, 'commit');
    return answered(gitCommitJson(call.world, repository, sha));
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
  const { name, email, atSeconds } = personOf(login, atMs);
  return { name: given.name ?? name, email: given.email ?? email, atSeconds };
}

function gitUrl({ world }: Call, { owner, name }: Repository, rest: string): string {
  return `${world.url}/repos/${owner}/${name}/git/${rest}`;
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
  const entries = treeListing(repository, sha, { deep });
  const most = deep ? call.world.mostTreeEntries : entries.length;
  return {
    sha,
    url: gitUrl(call, repository, `trees/${sha}`),
    tree: entries.slice(0, most).map(entryJson),
    truncated: entries.length > most,
  };
}
