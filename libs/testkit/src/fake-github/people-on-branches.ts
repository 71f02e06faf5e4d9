import { moveRef } from './branches.ts';
import { filesOf, putFiles } from './git-history.ts';
import { personOf } from './git-people.ts';
import type { Repository, World } from './world.ts';

/** What people do with git and a clone. */
export interface PeopleOnBranches {
  /** One commit with these files more, or without those that are `null`; a branch that is not there starts at the default branch. @returns its id */
  readonly push: (push: Push) => string;
  readonly deleteBranch: (branch: string, by: string) => void;
  /** @returns the id of the commit that it is at */
  readonly branch: (name: string) => string | undefined;
  readonly branches: () => readonly string[];
  /** @returns undefined where there is none */
  readonly file: (path: string, at?: string) => string | undefined;
  /** Paths and texts of a branch or a commit. */
  readonly files: (at?: string) => ReadonlyMap<string, string>;
}

export interface Push {
  readonly branch: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly by: string;
  readonly message?: string;
  /** A branch or a commit to start at instead of the branch itself: what was on it is lost, as with a forced push. */
  readonly onto?: string;
}

export function branchesOf(world: World, repository: Repository): PeopleOnBranches {
  const { git, refs, defaultBranch } = repository;
  const at = (name: string): string | undefined =>
    refs.current.get(`refs/heads/${name}`) ?? (git.get(name)?.kind === 'commit' ? name : undefined);
  const existing = (name: string): string => {
    const sha = at(name);
    if (sha === undefined) throw new Error(`There is no ${name} in ${repository.owner}/${repository.name}`);
    return sha;
  };
  const textOf = (sha: string): string => {
    const object = git.get(sha);
    return object?.kind === 'blob' ? object.bytes.toString('utf8') : '';
  };
  return {
    push: ({ branch, files: given, by, message = 'Change', onto }) => {
      const parent = existing(onto ?? (at(branch) === undefined ? defaultBranch : branch));
      const files = new Map(filesOf(git, parent));
      for (const [path, text] of Object.entries(given)) {
        if (text === null) files.delete(path);
        else files.set(path, { mode: '100644', sha: git.put({ kind: 'blob', bytes: Buffer.from(text, 'utf8') }) });
      }
      const person = personOf(by, world.now());
      const commit = { tree: putFiles(git, files), parents: [parent], author: person, committer: person, message };
      const sha = git.put({ kind: 'commit', commit });
      world.accounts.add(by);
      moveRef(world, repository, { ref: `refs/heads/${branch}`, to: sha, by });
      return sha;
    },
    deleteBranch: (branch, by) => {
      existing(branch);
      moveRef(world, repository, { ref: `refs/heads/${branch}`, to: undefined, by });
    },
    branch: (name) => refs.current.get(`refs/heads/${name}`),
    branches: () =>
      [...refs.current.keys()].flatMap((ref) =>
        ref.startsWith('refs/heads/') ? [ref.slice('refs/heads/'.length)] : [],
      ),
    file: (path, name = defaultBranch) => {
      const entry = filesOf(git, existing(name)).get(path);
      return entry && textOf(entry.sha);
    },
    files: (name = defaultBranch) =>
      new Map([...filesOf(git, existing(name))].map(([path, { sha }]) => [path, textOf(sha)])),
  };
}
