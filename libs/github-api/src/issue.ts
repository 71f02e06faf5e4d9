import type { Author } from '@postgres-ha/change-request';
import { z } from 'zod';

/** Where an issue is now. A repository may be renamed and an issue transferred: this is of the last look. */
export interface IssueRef {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

export interface Issue {
  readonly ref: IssueRef;
  /** Its page. */
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly author: string;
  /** Who closed it last, where GitHub says so. */
  readonly closedBy: string | null;
  readonly labels: readonly string[];
  readonly locked: boolean;
  /** How many comments it has. A list of them that has fewer is not up to date. */
  readonly comments: number;
}

export interface IssueComment {
  readonly id: number;
  /** Empty: of an account that is gone. */
  readonly author: string;
  readonly authorKind: Author['kind'];
  readonly body: string;
  /** Its place on the page. */
  readonly url: string;
  readonly createdAt: Date;
  /** Later than `createdAt`: it was edited. */
  readonly updatedAt: Date;
}

/** Where a comment on an issue or a pull request is. */
export interface CommentRef {
  readonly owner: string;
  readonly repo: string;
  readonly commentId: number;
}

export type Reaction = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface IssueLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  /** At most 100 characters. */
  readonly description: string;
}

/** What GitHub sends of an issue, as far as it is read. */
export interface IssueAnswer {
  readonly number: number;
  readonly repository_url: string;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly user: { readonly login: string } | null;
  readonly closed_by?: { readonly login: string } | null | undefined;
  readonly labels: readonly (string | { readonly name?: string | null | undefined })[];
  readonly locked: boolean;
  readonly comments: number;
  readonly pull_request?: unknown;
}

const login = z.object({ login: z.string() });

export const issueAnswer: z.ZodType<IssueAnswer> = z.object({
  number: z.int(),
  repository_url: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  user: login.nullable(),
  closed_by: login.nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  locked: z.boolean(),
  comments: z.int(),
  pull_request: z.unknown().optional(),
});

export function issueFrom(answer: IssueAnswer): Issue {
  const [owner = '', repo = ''] = answer.repository_url.split('/').slice(-2);
  return {
    ref: { owner, repo, number: answer.number },
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? '',
    state: answer.state === 'open' ? 'open' : 'closed',
    author: answer.user?.login ?? '',
    closedBy: answer.closed_by?.login ?? null,
    labels: answer.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    locked: answer.locked,
    comments: answer.comments,
  };
}
