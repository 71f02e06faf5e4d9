import { editIssue } from './issue-edits.ts';
import { moveRef } from './branches.ts';
import { mergePullRequest, type MergeMethod } from './merges.ts';
import type { PullRequest } from './pull-request.ts';
import { issueOfPull, openPullRequest, pullOf, rebasePullRequest } from './pull-requests.ts';
import type { Issue, Repository, World } from './world.ts';

/** A pull request as a test sees it: what it is, and what it has as an issue. */
export type SeenPullRequest = PullRequest & Pick<Issue, 'title' | 'body' | 'author' | 'state' | 'closedBy'>;

/** What people do with pull requests in the browser. */
export interface PeopleOnPullRequests {
  /** All there ever were, by number. */
  readonly pullRequests: () => readonly SeenPullRequest[];
  readonly pullRequest: (number: number) => SeenPullRequest;
  /** @throws Refusal 422 as the API */
  readonly openPullRequest: (pull: {
    readonly title: string;
    readonly body?: string;
    /** `branch`, or `owner:branch` of a fork. */
    readonly head: string;
    /** Default: the default branch. */
    readonly base?: string;
    readonly draft?: boolean;
    readonly maintainerCanModify?: boolean;
    readonly by: string;
  }) => SeenPullRequest;
  readonly editPullRequest: (
    number: number,
    edit: {
      readonly title?: string;
      readonly body?: string;
      readonly base?: string;
      readonly state?: 'open' | 'closed';
      readonly draft?: boolean;
      readonly by: string;
    },
  ) => SeenPullRequest;
  /** @returns the commit that the base is at then. @throws Refusal 405, 409 as the API */
  readonly merge: (
    number: number,
    how: {
      readonly by: string;
      /** Default `merge`. */
      readonly method?: MergeMethod;
      readonly deleteBranch?: boolean;
    },
  ) => string;
}

export function pullRequestsOf(world: World, repository: Repository): PeopleOnPullRequests {
  const seen = (number: number): SeenPullRequest => {
    const { title, body, author, state, closedBy } = issueOfPull(repository, number);
    const pull = pullOf(repository, number);
    return { ...pull, title, body, author, state, closedBy };
  };
  return {
    pullRequests: () => [...repository.pulls.current.keys()].map(seen),
    pullRequest: seen,
    openPullRequest: ({ title, body, head, base, draft, maintainerCanModify, by }) => {
      const { number } = openPullRequest(world, repository, {
        title,
        body: body ?? null,
        head,
        base: base ?? repository.defaultBranch,
        draft: draft ?? false,
        maintainerCanModify: maintainerCanModify ?? true,
        by,
      });
      return seen(number);
    },
    editPullRequest: (number, { base, draft, ...edit }) => {
      if (base !== undefined) rebasePullRequest(world, repository, { number, base });
      const pull = pullOf(repository, number);
      if (draft !== undefined && draft !== pull.draft) {
        repository.pulls.set(number, { ...pull, draft });
        const action = draft ? 'converted_to_draft' : 'ready_for_review';
        world.tell({ kind: 'pull-request', repository, by: edit.by, action, number });
      }
      editIssue(world, repository, { number, ...edit });
      return seen(number);
    },
    merge: (number, { by, method = 'merge', deleteBranch = false }) => {
      const { head } = pullOf(repository, number);
      const sha = mergePullRequest(world, repository, { number, by, method });
      if (deleteBranch) moveRef(world, head.repository, { ref: `refs/heads/${head.branch}`, to: undefined, by });
      return sha;
    },
  };
}
