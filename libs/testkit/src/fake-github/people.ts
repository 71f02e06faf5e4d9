import { addComment, editComment, removeComment } from './comments.ts';
import type { CheckRun } from './check-run.ts';
import { exportRepository } from './export-repository.ts';
import type { GitObjects } from './git-objects.ts';
import type { IssueEdit } from './issue-change.ts';
import { editIssue } from './issue-edits.ts';
import { branchesOf, type PeopleOnBranches } from './people-on-branches.ts';
import { pullRequestsOf, type PeopleOnPullRequests } from './people-on-pull-requests.ts';
import { ensureLabels } from './routes/labels.ts';
import {
  repositoryNamed,
  type Comment,
  type Issue,
  type Label,
  type Permission,
  type Reaction,
  type Repository,
  type World,
} from './world.ts';

/** What a test sees of a repository, and does to it as people would in the browser. */
export interface People extends PeopleOnBranches, PeopleOnPullRequests {
  /** Without pull requests. */
  readonly issues: () => readonly Issue[];
  readonly comments: (issue: number) => readonly Comment[];
  readonly labels: () => readonly Label[];
  readonly reactions: () => readonly Reaction[];
  readonly checkRuns: () => readonly CheckRun[];
  readonly openIssue: (issue: NewIssue) => Issue;
  readonly editIssue: (number: number, edit: IssueEdit) => void;
  /** On an issue or a pull request. */
  readonly comment: (number: number, comment: { readonly body: string; readonly by: string }) => Comment;
  readonly editComment: (id: number, edit: { readonly body: string; readonly by: string }) => Comment;
  readonly deleteComment: (id: number, by: string) => void;
  readonly lockIssue: (number: number) => void;
  readonly deleteIssue: (number: number) => void;
  /** To another repository of the fake, under the next number there. */
  readonly transferIssue: (number: number, to: string) => Issue;
  readonly rename: (name: string) => void;
  readonly set: (change: { readonly hasIssues?: boolean; readonly archived?: boolean }) => void;
  /** Undefined: not a member any more. */
  readonly setPermission: (login: string, permission: Permission | undefined) => void;
  /** Asks for a check once more, as the button does. */
  readonly rerequestCheck: (id: number, by: string) => void;
  readonly git: GitObjects;
  /** Writes a bare repository with all objects and refs, `refs/pull/1/head` too, that git can clone. The directory is made. */
  readonly exportTo: (directory: string) => Promise<void>;
}

interface NewIssue {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly by: string;
}

export function peopleOf(world: World, name: string): People {
  const repository = repositoryNamed(world, name);
  const existing = (number: number): Issue => {
    const issue = repository.issues.current.get(number);
    if (issue === undefined) throw new Error(`${name} has no issue ${number}`);
    return issue;
  };
  const put = (target: Repository, issue: Omit<Issue, 'number'>): Issue => {
    const added = { ...issue, number: target.nextNumber++ };
    target.issues.set(added.number, added);
    world.accounts.add(added.author);
    return added;
  };
  return {
    ...branchesOf(world, repository),
    ...pullRequestsOf(world, repository),
    issues: () => [...repository.issues.current.values()].filter(({ number }) => !repository.pulls.current.has(number)),
    comments: (number) => [...repository.comments.current.values()].filter(({ issue }) => issue === number),
    labels: () => [...repository.labels.values()],
    reactions: () => repository.reactions,
    checkRuns: () => [...repository.checkRuns.current.values()],
    openIssue: ({ title, body = null, labels = [], by }) => {
      const kept = ensureLabels(world, repository, labels);
      const issue = put(repository, { ...blankIssue(world), title, body, labels: kept, author: by });
      world.tell({ kind: 'issue', repository, by, action: 'opened', number: issue.number });
      return issue;
    },
    editIssue: (number, edit) => {
      existing(number);
      editIssue(world, repository, { number, ...edit });
    },
    comment: (number, { body, by }) =>
      addComment(world, repository, { issue: existing(number).number, body, author: by }),
    editComment: (id, { body, by }) => editComment(world, repository, { id, body, by }),
    deleteComment: (id, by) => {
      removeComment(world, repository, { id, by });
    },
    lockIssue: (number) => {
      repository.issues.set(number, { ...existing(number), locked: true });
    },
    deleteIssue: (number) => {
      repository.issues.remove(number);
      repository.departed.set(number, { kind: 'deleted' });
    },
    transferIssue: (number, to) => {
      const target = repositoryNamed(world, to);
      const moved = put(target, existing(number));
      for (const comment of repository.comments.current.values()) {
        if (comment.issue === number) target.comments.set(comment.id, { ...comment, issue: moved.number });
      }
      repository.issues.remove(number);
      repository.departed.set(number, {
        kind: 'transferred',
        to: `${world.url}/repositories/${target.id}/issues/${moved.number}`,
      });
      return moved;
    },
    rename: (next) => {
      repository.formerNames.add(`${repository.owner}/${repository.name}`.toLowerCase());
      repository.name = next;
    },
    set: ({ hasIssues = repository.hasIssues, archived = repository.archived }) => {
      repository.hasIssues = hasIssues;
      repository.archived = archived;
    },
    setPermission: (login, permission) => {
      world.accounts.add(login);
      if (permission === undefined) repository.members.delete(login);
      else repository.members.set(login, permission);
    },
    rerequestCheck: (id, by) => {
      if (!repository.checkRuns.current.has(id)) throw new Error(`${name} has no check run ${id}`);
      world.tell({ kind: 'check-rerequested', repository, by, checkRun: id });
    },
    git: repository.git,
    exportTo: (directory) => exportRepository(repository, directory),
  };
}

function blankIssue(world: World): Omit<Issue, 'number' | 'title' | 'body' | 'author'> {
  const nowMs = world.now();
  return {
    id: world.nextId(),
    labels: [],
    state: 'open',
    stateReason: null,
    closedBy: null,
    locked: false,
    comments: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    closedAtMs: null,
  };
}
