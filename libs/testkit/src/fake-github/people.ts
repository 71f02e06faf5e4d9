import { addComment } from './routes/comments.ts';
import { changeIssue, type IssueEdit } from './routes/issues.ts';
import type { Comment, Issue, Label, Repository, World } from './world.ts';

/** What a test sees of a repository, and does to it as people would in the browser. */
export interface People {
  readonly issues: () => readonly Issue[];
  readonly comments: (issue: number) => readonly Comment[];
  readonly labels: () => readonly Label[];
  readonly openIssue: (issue: { readonly title: string; readonly body?: string; readonly by: string }) => Issue;
  readonly editIssue: (number: number, edit: IssueEdit) => void;
  readonly comment: (number: number, comment: { readonly body: string; readonly by: string }) => void;
  readonly lockIssue: (number: number) => void;
  readonly deleteIssue: (number: number) => void;
  /** To another repository of the fake, under the next number there. */
  readonly transferIssue: (number: number, to: string) => Issue;
  readonly rename: (name: string) => void;
  readonly set: (change: { readonly hasIssues?: boolean; readonly archived?: boolean }) => void;
  readonly git: Pick<Repository, 'git' | 'refs'>;
}

export function peopleOf(world: World, name: string): People {
  const repository = named(world, name);
  const existing = (number: number): Issue => {
    const issue = repository.issues.current.get(number);
    if (issue === undefined) throw new Error(`${name} has no issue ${number}`);
    return issue;
  };
  const put = (target: Repository, issue: Omit<Issue, 'number'>): Issue => {
    const added = { ...issue, number: target.nextNumber++ };
    target.issues.set(added.number, added);
    return added;
  };
  return {
    issues: () => [...repository.issues.current.values()],
    comments: (number) => [...repository.comments.current.values()].filter(({ issue }) => issue === number),
    labels: () => [...repository.labels.values()],
    openIssue: ({ title, body = null, by }) => put(repository, { ...blankIssue(world), title, body, author: by }),
    editIssue: (number, edit) => {
      repository.issues.set(number, changeIssue(world, existing(number), edit));
    },
    comment: (number, { body, by }) => {
      addComment(world, repository, { issue: number, body, author: by });
    },
    lockIssue: (number) => {
      repository.issues.set(number, { ...existing(number), locked: true });
    },
    deleteIssue: (number) => {
      repository.issues.remove(number);
      repository.departed.set(number, { kind: 'deleted' });
    },
    transferIssue: (number, to) => {
      const target = named(world, to);
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
    git: repository,
  };
}

function named({ repositories }: World, name: string): Repository {
  const found = repositories.find((repository) => `${repository.owner}/${repository.name}` === name);
  if (found === undefined) throw new Error(`The fake has no repository ${name}`);
  return found;
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
