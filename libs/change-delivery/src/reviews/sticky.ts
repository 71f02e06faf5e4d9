import type { Desk, Thread } from '../desk.ts';
import { onceKeyOf, REVIEW_KEY } from '../texts.ts';
import { decideSticky } from './sticky-comment.ts';

export interface StickyWanted {
  readonly thread: Thread;
  readonly body: string;
  /** Whether a comment is begun for it, or only one that is there says it. */
  readonly begin: 'if-there-is-none' | 'never';
}

/** One comment of the bot's on a pull request says what it makes of it. */
export async function putSticky(
  { repository, self, signal }: Desk,
  { thread, body, begin }: StickyWanted,
): Promise<void> {
  const { issues } = repository;
  const found = thread.comments.filter(({ author, body: said }) => author === self && onceKeyOf(said) === REVIEW_KEY);
  const { write, remove } = decideSticky(found, found.length === 0 && begin === 'never' ? undefined : body);
  if (write.kind === 'create') await issues.comment(thread.ref, write.body, { signal });
  if (write.kind === 'update')
    await issues.updateComment({ ...thread.ref, commentId: write.id }, write.body, { signal });
  for (const commentId of remove) await issues.removeComment({ ...thread.ref, commentId }, { signal });
}
