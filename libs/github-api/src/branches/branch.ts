export interface Branch {
  /** Without `refs/heads/`. */
  readonly name: string;
  readonly head: string;
}

export type BranchRemoval =
  /** It is not there now, whoever removed it. */
  | { readonly kind: 'removed' }
  /** It is at another commit, and stays. */
  | { readonly kind: 'kept'; readonly head: string };
