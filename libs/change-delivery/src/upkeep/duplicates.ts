import { oldestFirst, type OwnComment } from '../reviews/sticky-comment.ts';

/**
 * Of the bot's own comments those that say what an older one says: two bots that worked at once. The oldest of each key stays.
 * @param keyOf what there is to be one of in one place: `reply comment-123`; undefined: any number is in order
 */
export function duplicates<T extends Pick<OwnComment, 'id' | 'createdAt'>>(
  comments: readonly T[],
  keyOf: (comment: T) => string | undefined,
): readonly T[] {
  const seen = new Set<string>();
  return oldestFirst(comments).filter((comment) => {
    const key = keyOf(comment);
    if (key === undefined) return false;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
