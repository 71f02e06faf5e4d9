import { z } from 'zod';
import { accountAnswer, authorFrom, type AccountAnswer } from './account-answer.ts';
import { instant } from './instant.ts';
import type { IssueComment } from './issue.ts';

interface CommentAnswer {
  readonly id: number;
  readonly user: AccountAnswer | null;
  readonly body?: string | null | undefined;
  readonly html_url: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What GitHub sends of a comment, as far as it is read. */
export const commentAnswer: z.ZodType<CommentAnswer> = z.object({
  id: z.int(),
  user: accountAnswer.nullable(),
  body: z.string().nullish(),
  html_url: z.string(),
  created_at: instant,
  updated_at: instant,
});
export const commentAnswers: z.ZodType<readonly CommentAnswer[]> = z.array(commentAnswer);

export function commentFrom({ id, user, body, html_url: url, ...at }: CommentAnswer): IssueComment {
  const { login, kind } = authorFrom(user);
  return {
    id,
    author: login,
    authorKind: kind,
    body: body ?? '',
    url,
    createdAt: at.created_at,
    updatedAt: at.updated_at,
  };
}
