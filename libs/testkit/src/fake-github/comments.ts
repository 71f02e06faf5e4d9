import { invalid } from './answer.ts';
import { checkBody } from './texts.ts';
import type { Comment, Repository, World } from './world.ts';

export function addComment(
  world: World,
  repository: Repository,
  { issue, body, author }: { readonly issue: number; readonly body: string; readonly author: string },
): Comment {
  checkComment(body);
  const nowMs = world.now();
  const comment = { id: world.nextId(), issue, body, author, createdAtMs: nowMs, updatedAtMs: nowMs };
  repository.comments.set(comment.id, comment);
  world.accounts.add(author);
  countComments(world, repository, issue);
  world.tell({ kind: 'comment', repository, by: author, action: 'created', comment });
  return comment;
}

/** Its `updated_at` is that of its text; to write the same once more changes nothing. */
export function editComment(
  world: World,
  repository: Repository,
  { id, body, by }: { readonly id: number; readonly body: string; readonly by: string },
): Comment {
  checkComment(body);
  const before = commentNumbered(repository, id);
  if (before.body === body) return before;
  const comment = { ...before, body, updatedAtMs: world.now() };
  repository.comments.set(id, comment);
  world.tell({ kind: 'comment', repository, by, action: 'edited', comment, before: before.body });
  return comment;
}

export function removeComment(
  world: World,
  repository: Repository,
  { id, by }: { readonly id: number; readonly by: string },
): void {
  const comment = commentNumbered(repository, id);
  repository.comments.remove(id);
  countComments(world, repository, comment.issue);
  world.tell({ kind: 'comment', repository, by, action: 'deleted', comment });
}

function checkComment(body: string): void {
  if (body.trim() === '') throw invalid({ resource: 'IssueComment', field: 'body', code: 'missing_field' });
  checkBody(body, 'IssueComment');
}

function commentNumbered({ comments }: Repository, id: number): Comment {
  const comment = comments.current.get(id);
  if (comment === undefined) throw new Error(`There is no comment ${id}`);
  return comment;
}

function countComments(world: World, { issues, comments }: Repository, number: number): void {
  const issue = issues.current.get(number);
  const count = [...comments.current.values()].filter((comment) => comment.issue === number).length;
  if (issue !== undefined) issues.set(number, { ...issue, comments: count, updatedAtMs: world.now() });
}
