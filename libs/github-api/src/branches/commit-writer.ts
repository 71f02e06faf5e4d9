import { z } from 'zod';
import type { CommitFacts } from '../contents/commit-facts.ts';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { harmless } from '../harmless.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import type { BranchChange, ChangedFile } from './branch-change.ts';

export interface CommitPorts {
  readonly place: Place;
  /** The facts of a commit of this repository. */
  readonly commit: (sha: string, signal: AbortSignal) => Promise<CommitFacts | undefined>;
}

/** Makes the one commit of a change, which nobody sees before a ref leads to it: what is sent for it may be sent again. */
export interface CommitWriter {
  /** Whether that commit has this base, these files and this message. */
  readonly isIt: (sha: string) => Promise<boolean>;
  readonly commit: () => Promise<string>;
}

const objectAnswer = z.object({ sha: z.string() });

export function commitWriter(
  requests: GitHubRequests,
  { change, place, commit }: CommitPorts & { readonly change: BranchChange },
  writing: Writing,
): CommitWriter {
  const { git } = requests.octokit.rest;
  const { signal } = writing;
  const createTree = async (): Promise<string> => {
    const base = await commit(change.base, signal);
    if (base === undefined)
      throw new GitHubError({ operation: 'repos/get-commit', problem: 'not-found', effect: 'none', status: 404 });
    const tree = { ...place, base_tree: base.tree, tree: change.files.map(treeEntry) };
    const { data } = await harmless(requests, writing, (once) =>
      requests.write(
        'git/create-tree',
        (request) => git.createTree({ ...tree, request }).then(fitting(objectAnswer)),
        once,
      ),
    );
    if (data.sha === base.tree)
      throw new RangeError('The files are at the base as they are to be; a commit would change nothing.');
    return data.sha;
  };
  let tree: Promise<string> | undefined;
  const treeSha = (): Promise<string> => (tree ??= createTree());
  return {
    isIt: async (sha) => {
      const there = await commit(sha, signal);
      if (there?.message.trimEnd() !== change.message.trimEnd()) return false;
      if (there.parents.length !== 1 || there.parents[0] !== change.base) return false;
      return there.tree === (await treeSha());
    },
    commit: async () => {
      // without author and committer GitHub fills them in, and signs what an app commits
      const commitOf = { ...place, message: change.message, tree: await treeSha(), parents: [change.base] };
      const { data } = await harmless(requests, writing, (once) =>
        requests.write(
          'git/create-commit',
          (request) => git.createCommit({ ...commitOf, request }).then(fitting(objectAnswer)),
          once,
        ),
      );
      return data.sha;
    },
  };
}

type NewTreeEntry = { path: string; mode: '100644'; type: 'blob' } & ({ content: string } | { sha: null });

function treeEntry({ path, content }: ChangedFile): NewTreeEntry {
  const entry = { path, mode: '100644', type: 'blob' } as const;
  return content === null ? { ...entry, sha: null } : { ...entry, content };
}
