import type { Author, CommentReading } from '@postgres-ha/change-request';

/** A comment or an issue that was made lately, as far as it may hold a request that nobody answered. */
export interface RecentSeen {
  /** `comment-123`, `issue-45` */
  readonly key: string;
  readonly author: Author;
  readonly reading: CommentReading;
  readonly createdAt: Date;
  readonly edited: boolean;
  /** Of the issue or pull request that it is on. */
  readonly open: boolean;
  readonly answered: boolean;
}

/**
 * Whether a request was never told of, or told of to a bot that was down. What was edited is left alone: nobody knows what it said at first. What is
 * newer than `before` may be on its way still.
 */
export function wasMissed(
  { author, reading, createdAt, edited, open, answered }: RecentSeen,
  { after, before }: { readonly after: Date; readonly before: Date },
): boolean {
  return (
    author.kind === 'person' &&
    reading.kind !== 'none' &&
    open &&
    !edited &&
    !answered &&
    createdAt > after &&
    createdAt <= before
  );
}
