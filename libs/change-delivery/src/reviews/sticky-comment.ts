import { isSameSaying } from './same-saying.ts';

/** One of the bot's own comments of a kind of which there is to be one. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
  readonly createdAt: Date;
}

export interface StickyDecision {
  readonly write:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'create'; readonly body: string }
    | { readonly kind: 'update'; readonly id: number; readonly body: string };
  /** Later ones than the one that stays. */
  readonly remove: readonly number[];
}

/**
 * What becomes of a comment of which there is to be one: the oldest stays and says it, the others go.
 * @param wanted what it is to say; undefined: nothing has to be said, and nothing is begun for that
 */
export function decideSticky(found: readonly OwnComment[], wanted: string | undefined): StickyDecision {
  const [oldest, ...others] = oldestFirst(found);
  const remove = others.map(({ id }) => id);
  if (wanted === undefined || (oldest !== undefined && isSameSaying(oldest.body, wanted)))
    return { write: { kind: 'nothing' }, remove };
  if (oldest === undefined) return { write: { kind: 'create', body: wanted }, remove };
  return { write: { kind: 'update', id: oldest.id, body: wanted }, remove };
}

export function oldestFirst<T extends Pick<OwnComment, 'id' | 'createdAt'>>(comments: readonly T[]): readonly T[] {
  return comments.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime() || one.id - other.id);
}
