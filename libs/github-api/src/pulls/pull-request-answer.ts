import { z } from 'zod';
import { accountAnswer, authorFrom, type AccountAnswer } from '../account-answer.ts';
import { instant } from '../instant.ts';
import type { Place } from '../place.ts';
import type { PullRequest } from './pull-request.ts';

interface BranchAnswer {
  readonly ref: string;
  readonly sha: string;
  readonly repo?: { readonly full_name: string } | null | undefined;
}

/** What GitHub sends of a pull request, alone and in lists, as far as it is read. */
export interface PullRequestAnswer {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly draft?: boolean | undefined;
  readonly user: AccountAnswer | null;
  readonly head: BranchAnswer;
  readonly base: BranchAnswer;
  readonly labels: readonly { readonly name: string }[];
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly closed_at?: Date | null | undefined;
  readonly merged_at?: Date | null | undefined;
}

const branchAnswer = z.object({
  ref: z.string(),
  sha: z.string(),
  repo: z.object({ full_name: z.string() }).nullish(),
});

export const pullRequestAnswer: z.ZodType<PullRequestAnswer> = z.object({
  number: z.int(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().optional(),
  user: accountAnswer.nullable(),
  head: branchAnswer,
  base: branchAnswer,
  labels: z.array(z.object({ name: z.string() })),
  created_at: instant,
  updated_at: instant,
  closed_at: instant.nullish(),
  merged_at: instant.nullish(),
});

export const pullRequestAnswers: z.ZodType<readonly PullRequestAnswer[]> = z.array(pullRequestAnswer);

/** @param here the repository that it was asked for in: its head is of a fork where it is of another one, or of one that is gone */
export function pullRequestFrom(answer: PullRequestAnswer, { owner, repo }: Place): PullRequest {
  const { head, base } = answer;
  const own = base.repo?.full_name ?? `${owner}/${repo}`;
  const closed = answer.merged_at == null ? 'closed' : 'merged';
  return {
    number: answer.number,
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? '',
    state: answer.state === 'open' ? 'open' : closed,
    draft: answer.draft ?? false,
    author: authorFrom(answer.user),
    head: { branch: head.ref, sha: head.sha, repository: head.repo?.full_name },
    fromFork: head.repo?.full_name.toLowerCase() !== own.toLowerCase(),
    base: { branch: base.ref, sha: base.sha },
    labels: answer.labels.map(({ name }) => name),
    createdAt: answer.created_at,
    updatedAt: answer.updated_at,
    closedAt: answer.closed_at ?? undefined,
  };
}
