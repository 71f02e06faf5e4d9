/** A branch that is to hold one commit on a base. */
export interface BranchChange {
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** The commit that it is made from, and the only parent. */
  readonly base: string;
  readonly files: readonly ChangedFile[];
  /** In full, with trailers. */
  readonly message: string;
  /** What the branch has to be before: not there, or at that commit. */
  readonly expected: 'absent' | { readonly head: string };
}

export interface ChangedFile {
  /** Below `environments/`. */
  readonly path: string;
  /** Null: it is removed. */
  readonly content: string | null;
}

export type Published =
  /** The branch is at a commit with this base, these files and this message: made now, or by an attempt before whose answer was lost. */
  | { readonly kind: 'published'; readonly commit: string; readonly made: 'now' | 'before' }
  /** The branch is not what was expected, and nothing was changed. Undefined: it is not there. */
  | { readonly kind: 'taken'; readonly head: string | undefined };
