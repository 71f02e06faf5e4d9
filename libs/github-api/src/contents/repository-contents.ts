import type { RepositoryState } from '@postgres-ha/change-request';
import { z } from 'zod';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { instant } from '../instant.ts';
import { ifThere, lookAgain } from '../missing.ts';
import type { Place, RepositoryPlace } from '../place.ts';
import type { GitHubRequests } from '../requests.ts';
import { atATime } from './at-a-time.ts';
import type { CommitComparison, CommitFacts } from './commit-facts.ts';
import { entryAt, listingOf } from './folder-listing.ts';
import type { GitObjects, TreeEntry } from './git-objects.ts';

const REGULAR = '100644';
const READS_AT_A_TIME = 10;
/** More than any manifest: a larger file is not read, so that nobody's pull request fills the memory. */
const MOST_FILE_BYTES = 8 * 1024 * 1024;

const commitAnswer = z.object({
  sha: z.string(),
  commit: z.object({
    message: z.string(),
    tree: z.object({ sha: z.string() }),
    committer: z.object({ date: instant }),
    verification: z.object({ verified: z.boolean() }).optional(),
  }),
  author: z.object({ login: z.string().optional() }).nullable(),
  parents: z.array(z.object({ sha: z.string() })),
});
const comparisonAnswer = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  ahead_by: z.int(),
  behind_by: z.int(),
});

/** What is in a repository at its commits. */
export interface RepositoryContents {
  readonly folder: (
    at: { readonly commit: string; readonly path: string },
    signal: AbortSignal,
  ) => Promise<RepositoryState>;
  readonly file: (
    at: { readonly commit: string; readonly path: string },
    signal: AbortSignal,
  ) => Promise<Uint8Array | undefined>;
  readonly commit: (sha: string, signal: AbortSignal) => Promise<CommitFacts | undefined>;
  readonly compare: (base: string, head: string, signal: AbortSignal) => Promise<CommitComparison>;
}

export function repositoryContents(
  requests: GitHubRequests,
  objects: GitObjects,
  { here }: RepositoryPlace,
): RepositoryContents {
  const { octokit, read } = requests;
  const { repos } = octokit.rest;
  return {
    folder: ({ commit, path }, signal) =>
      here(async (place) => {
        const at = await entryAt(objects, { ...place, commit, path }, signal);
        const below = at.kind === 'tree' ? await listingOf(objects, { ...place, sha: at.sha }, signal) : [];
        const entries = below.map((entry) => ({ ...entry, path: `${path}/${entry.path}` }));
        const whole = at.kind === 'entry' ? [{ ...at.entry, path }] : entries;
        return stateOf(commit, whole, (entry, inner) => blobOf(objects, { ...place, entry }, inner));
      }, signal),
    file: ({ commit, path }, signal) =>
      here(async (place) => {
        const at = await ifThere(entryAt(objects, { ...place, commit, path }, signal));
        if (at?.kind !== 'entry' || at.entry.mode !== REGULAR) return undefined;
        return blobOf(objects, { ...place, entry: { ...at.entry, path } }, signal);
      }, signal),
    commit: (sha, signal) =>
      here((place) => lookAgain(requests, () => commitAt(requests, { ...place, sha }, signal), signal), signal),
    compare: (base, head, signal) =>
      here(async (place) => {
        const basehead = `${base}...${head}`;
        const { data } = await read(
          'repos/compare-commits',
          (request) =>
            repos
              .compareCommitsWithBasehead({ ...place, basehead, per_page: 1, request })
              .then(fitting(comparisonAnswer)),
          signal,
        );
        return { mergeBase: data.merge_base_commit.sha, ahead: data.ahead_by, behind: data.behind_by };
      }, signal),
  };
}

async function commitAt(
  { octokit, read }: GitHubRequests,
  { sha, ...place }: Place & { readonly sha: string },
  signal: AbortSignal,
): Promise<CommitFacts | undefined> {
  // its files are of no interest here
  const query = { ...place, ref: sha, per_page: 1 };
  const answer = await ifThere(
    read(
      'repos/get-commit',
      (request) => octokit.rest.repos.getCommit({ ...query, request }).then(fitting(commitAnswer)),
      signal,
    ),
    // 422: an id that no commit has
    ['invalid'],
  );
  return answer === undefined ? undefined : factsOf(answer.data);
}

type ReadEntry = (entry: TreeEntry, signal: AbortSignal) => Promise<Uint8Array>;

/** What is not a regular file is named, and never read: a link leads anywhere. */
function stateOf(commit: string, entries: readonly TreeEntry[], readEntry: ReadEntry): RepositoryState {
  const regular = new Map(entries.filter(({ mode }) => mode === REGULAR).map((entry) => [entry.path, entry]));
  return {
    commit,
    files: new Map([...regular].map(([path, { sha }]) => [path, sha])),
    irregular: new Set(entries.filter(({ mode }) => mode !== REGULAR).map(({ path }) => path)),
    read: async (paths, signal) => {
      const wanted = [...new Set(paths)].flatMap((path) => regular.get(path) ?? []);
      const read = await atATime(wanted, {
        most: READS_AT_A_TIME,
        act: async (entry) => [entry.path, await readEntry(entry, signal)] as const,
      });
      return new Map(read);
    },
  };
}

function blobOf(
  objects: GitObjects,
  { entry, ...place }: Place & { readonly entry: TreeEntry },
  signal: AbortSignal,
): Promise<Uint8Array> {
  if ((entry.sizeBytes ?? 0) > MOST_FILE_BYTES) return Promise.reject(tooLarge(entry));
  return objects.blob({ ...place, sha: entry.sha }, signal);
}

function tooLarge({ path, sizeBytes }: TreeEntry): GitHubError {
  const file = JSON.stringify(path.slice(-200));
  const codes = [`${file} has ${sizeBytes ?? 0} bytes of at most ${MOST_FILE_BYTES}`];
  return new GitHubError({ operation: 'git/get-blob', problem: 'invalid', effect: 'none', codes });
}

function factsOf({ sha, commit, author, parents }: z.infer<typeof commitAnswer>): CommitFacts {
  return {
    sha,
    tree: commit.tree.sha,
    parents: parents.map((parent) => parent.sha),
    message: commit.message,
    author: author?.login,
    committedAt: commit.committer.date,
    verified: commit.verification?.verified ?? false,
  };
}
