export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Whose it is by its address; undefined: nobody's whom GitHub knows. An address alone proves nothing: see `verified`. */
  readonly author: string | undefined;
  readonly committedAt: Date;
  /** GitHub vouches for its signature; what an app commits through the API is signed by GitHub. */
  readonly verified: boolean;
}

export interface CommitComparison {
  /** Where they parted. */
  readonly mergeBase: string;
  /** Commits that only the head has. */
  readonly ahead: number;
  /** Commits that only the base has. */
  readonly behind: number;
}
