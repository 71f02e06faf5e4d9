import type { Author, CommentReading, Override } from '@postgres-ha/change-request';

/** A comment on a pull request, as far as it may override a rule. */
export interface CommentSeen {
  readonly id: number;
  readonly author: string;
  readonly authorKind: Author['kind'];
  readonly body: string;
  readonly url: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface OverrideTerms {
  /** Who asked for the change or wrote it, and so may not override a rule for it. */
  readonly requesters: readonly string[];
  /** From when the head is what is overridden: what was said before was said of something else. */
  readonly since: Date;
  readonly read: (body: string) => CommentReading;
}

/** An override that somebody wrote, and why it does not count; undefined: it does, where its author may write. */
export interface OverrideClaim {
  readonly comment: number;
  readonly override: Override;
  readonly flaw: OverrideFlaw | undefined;
}

export type OverrideFlaw = 'own-change' | 'edited' | 'older-than-head';

/** The overrides that comments ask for, in their order. Whether their authors may write is to be looked up still. */
export function overrideClaims(comments: readonly CommentSeen[], terms: OverrideTerms): readonly OverrideClaim[] {
  return comments.flatMap((comment) => {
    if (comment.authorKind === 'bot' || comment.author === '') return [];
    const reading = terms.read(comment.body);
    if (reading.kind !== 'commands') return [];
    return reading.commands.flatMap(({ command }): OverrideClaim[] => {
      if (command.kind !== 'override') return [];
      const { rule, reason } = command;
      return [
        {
          comment: comment.id,
          override: { rule, reason, by: comment.author, at: comment.createdAt, url: comment.url },
          flaw: flawOf(comment, terms),
        },
      ];
    });
  });
}

function flawOf(
  { author, createdAt, updatedAt }: CommentSeen,
  { requesters, since }: OverrideTerms,
): OverrideFlaw | undefined {
  if (requesters.some((requester) => sameLogin(author, requester))) return 'own-change';
  if (updatedAt.getTime() !== createdAt.getTime()) return 'edited';
  if (createdAt <= since) return 'older-than-head';
  return undefined;
}

/** GitHub's logins are the same in any case. */
export function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
