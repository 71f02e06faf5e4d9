import type { RepositoryState } from '@postgres-ha/change-request';
import type { Permission } from './access/permission.ts';
import type { BranchChange, Published } from './branches/branch-change.ts';
import type { Branch, BranchRemoval } from './branches/branch.ts';
import type { CheckRuns } from './checks/check-run.ts';
import type { CommitComparison, CommitFacts } from './contents/commit-facts.ts';
import type { IssueRef } from './issue.ts';
import type { PullRequests } from './pulls/pull-request.ts';
import type { RepositoryIssues } from './repository-issues.ts';
import type { Writing } from './requests.ts';
import type { Waiting } from './waiting.ts';

/**
 * One repository, as the bot reads and writes it. All of it throws GitHubError, or the signal's reason.
 *
 * What only reads is asked for again where GitHub does not answer. What writes is sent once, unless it cannot be there twice (objects that Git names by
 * their content, a ref that is claimed, a reaction): then what is there is looked at first.
 */
export interface GitHubRepository {
  /** `acme/databases`, as it was named. */
  readonly name: string;
  /** Where the issue or pull request of that number is. */
  readonly issueRef: (number: number, options: Waiting) => Promise<IssueRef>;
  readonly issues: RepositoryIssues;
  readonly pullRequests: PullRequests;
  readonly checks: CheckRuns;
  /** `main` */
  readonly defaultBranch: (options: Waiting) => Promise<string>;
  /** The commit that a branch is at; undefined: there is no such branch, or it was made a moment ago: one look. */
  readonly head: (branch: string, options: Waiting) => Promise<string | undefined>;
  /** What is below `environments/` at a commit. Contents are read when they are asked for, and kept by their Git id. */
  readonly state: (commit: string, options: Waiting) => Promise<RepositoryState>;
  /** The same of another folder: `facts`. */
  readonly folder: (
    at: { readonly commit: string; readonly path: string },
    options: Waiting,
  ) => Promise<RepositoryState>;
  /** The bytes of one regular file at a commit or branch, whatever its path. Undefined: there is no such file, branch or commit. */
  readonly file: (
    at: { readonly ref: string; readonly path: string },
    options: Waiting,
  ) => Promise<Uint8Array | undefined>;
  /** Undefined: there is no such commit. */
  readonly commit: (sha: string, options: Waiting) => Promise<CommitFacts | undefined>;
  /** How two commits are related. */
  readonly compare: (base: string, head: string, options: Waiting) => Promise<CommitComparison>;
  /**
   * One tree, one commit, one ref. `begin` is called before the first of them, until it has gone well once; not where nothing has to be written.
   * @throws RangeError for the default branch, and for files that are not below `environments/` or change nothing
   */
  readonly publish: (change: BranchChange, options: Writing) => Promise<Published>;
  /** All that begin so: `postgres-ha/`. */
  readonly branches: (prefix: string, options: Waiting) => Promise<readonly Branch[]>;
  /** Only while it is at that commit. */
  readonly deleteBranch: (branch: string, expected: string, options: Writing) => Promise<BranchRemoval>;
  /** What somebody may do here. One whom GitHub does not know may do nothing. */
  readonly permission: (login: string, options: Waiting) => Promise<Permission>;
  /** What keeps the bot from its work here, in words; empty: nothing that can be seen without writing. */
  readonly obstacles: (options: Waiting) => Promise<readonly string[]>;
}
