import type { Author } from '@postgres-ha/change-request';
import type { Writing } from '../requests.ts';
import type { Waiting } from '../waiting.ts';

export interface PullRequest {
  readonly number: number;
  /** Its page. */
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly author: Author;
  readonly head: {
    readonly branch: string;
    readonly sha: string;
    /** `ada/databases`; undefined: that repository is gone. */
    readonly repository: string | undefined;
  };
  /** Its head is not in this repository: nothing is pushed there, and nothing of it is trusted. */
  readonly fromFork: boolean;
  /** `sha` is what the base branch was at when GitHub looked last, which may be behind. */
  readonly base: { readonly branch: string; readonly sha: string };
  readonly labels: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Closed or merged. */
  readonly closedAt: Date | undefined;
}

export interface NewPullRequest {
  /** Of this repository. */
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  /** At most 65,536 characters. */
  readonly body: string;
  readonly draft?: boolean;
}

export interface ChangedFiles {
  readonly files: readonly PullRequestFile[];
  /** False: GitHub lists no more than the first 3,000. */
  readonly complete: boolean;
}

export interface PullRequestFile {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  /** Of one that was renamed or copied. */
  readonly previousPath: string | undefined;
}

/** The pull requests of one repository. */
export interface PullRequests {
  /** Those from a branch of this repository in every state, newest first. The list may be behind by what was just made. */
  readonly find: (branch: string, options: Waiting) => Promise<readonly PullRequest[]>;
  /** Undefined: there is none of that number, or it is an issue. Not behind. */
  readonly get: (number: number, options: Waiting) => Promise<PullRequest | undefined>;
  /** Open ones whose branch is of this repository and begins so (`postgres-ha/`), or all, people's and forks' too. Oldest first. */
  readonly listOpen: (which: { readonly prefix: string } | 'all', options: Waiting) => Promise<readonly PullRequest[]>;
  /**
   * The open pull request from that branch to that base: made now, or there already. GitHub has never two of them.
   * Where its answer is lost it looks, and asks again only where there is none.
   */
  readonly create: (
    wanted: NewPullRequest,
    options: Writing,
  ) => Promise<{ readonly pullRequest: PullRequest; readonly made: 'now' | 'before' }>;
  readonly update: (
    number: number,
    to: { readonly title?: string; readonly body?: string },
    options: Writing,
  ) => Promise<PullRequest>;
  /** With a comment before, which says why. One that is closed already is left as it is, and gets no comment. */
  readonly close: (number: number, comment: string, options: Writing) => Promise<PullRequest>;
  readonly changedFiles: (number: number, options: Waiting) => Promise<ChangedFiles>;
}
