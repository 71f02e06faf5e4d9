import type { RepositoryState } from '@postgres-ha/change-request';
import type { CommitFacts } from '@postgres-ha/github-api';
import { readClaim } from './claim.ts';
import type { HeadSeen } from './lock.ts';

/** What a commit did to the files below `environments/`, as one value: paths with the ids that Git gives their contents. */
export function contentDigest(
  { before, after }: { readonly before: RepositoryState['files']; readonly after: RepositoryState['files'] },
  digest: (text: string) => string,
): string {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  return digest(
    paths
      .toSorted((one, other) => (one < other ? -1 : 1))
      .map((path) => `${path}\0${after.get(path) ?? ''}\n`)
      .join(''),
  );
}

/** A commit and what it did, as far as whose it is depends on it. */
export interface CommitSeen {
  readonly commit: CommitFacts;
  /** What its files come to; undefined: it has not exactly one parent. */
  readonly content: string | undefined;
}

/**
 * Whose the commit at a branch of the bot's is. Its author proves nothing: whoever amends a commit leaves the author and the trailers as they
 * are. So what it did has to be what the bot says that it did.
 */
export function headSeen({ commit, content }: CommitSeen, self: string): HeadSeen {
  const { sha, author, parents } = commit;
  const claim = readClaim(commit.message);
  const [parent] = parents;
  const own = author === self && parent !== undefined && content !== undefined && claim?.content === content;
  return own ? { kind: 'own', sha, parent, claim } : { kind: 'foreign', sha, author };
}
