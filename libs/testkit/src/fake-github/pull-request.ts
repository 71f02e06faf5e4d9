import type { Repository } from './world.ts';

/** What a pull request has beyond the issue of the same number, which has its title, texts, state and comments. */
export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly head: PullRequestSide;
  readonly base: PullRequestSide;
  readonly draft: boolean;
  readonly maintainerCanModify: boolean;
  /** GitHub closed it when a forced push left nothing in it. */
  readonly emptied: boolean;
  readonly merged: { readonly atMs: number; readonly by: string; readonly commit: string } | undefined;
}

export interface PullRequestSide {
  readonly repository: Repository;
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** Of a closed one's head: as it was when it was closed. */
  readonly sha: string;
}
