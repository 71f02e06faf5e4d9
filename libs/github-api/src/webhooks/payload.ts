import { z } from 'zod';
import type { Author } from '@postgres-ha/change-request';
import { instant } from '../instant.ts';

/** What is read of GitHub's payloads, and nothing else of them. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads */

export const sha: z.ZodType<string> = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const number: z.ZodType<number> = z.int().positive();
export const page: z.ZodType<string> = z.string().regex(/^https?:\/\/[^\s<>"]+$/);
export const action: z.ZodType<{ readonly action: string }> = z.object({ action: z.string().max(100) });

/** Undefined: of an account that is gone. */
export const author: z.ZodType<Author | undefined> = z
  .object({ login: z.string().regex(/^[\w-]{1,100}(?:\[bot\])?$/), type: z.string() })
  .nullable()
  .transform((account) =>
    account === null
      ? undefined
      : { login: account.login, kind: account.type === 'Bot' || account.login.endsWith(']') ? 'bot' : 'person' },
  );

interface Envelope {
  readonly repository: { readonly id: number; readonly full_name: string; readonly default_branch: string };
  readonly installation?: { readonly id: number } | undefined;
}

export const envelope: z.ZodType<Envelope> = z.object({
  repository: z.object({
    id: z.int(),
    full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    default_branch: z.string(),
  }),
  installation: z.object({ id: z.int() }).optional(),
});

interface CommentPayload {
  readonly issue: { readonly number: number; readonly pull_request?: unknown };
  readonly comment: {
    readonly id: number;
    readonly user: Author | undefined;
    readonly body: string;
    readonly html_url: string;
    readonly created_at: Date;
    readonly updated_at: Date;
  };
}

export const commentPayload: z.ZodType<CommentPayload> = z.object({
  issue: z.object({ number, pull_request: z.unknown().optional() }),
  comment: z.object({
    id: number,
    user: author,
    body: z.string(),
    html_url: page,
    created_at: instant,
    updated_at: instant,
  }),
});

interface IssuePayload {
  readonly issue: {
    readonly number: number;
    readonly user: Author | undefined;
    readonly title: string;
    readonly body?: string | null | undefined;
    readonly labels?: readonly { readonly name: string }[] | undefined;
    readonly html_url: string;
    readonly created_at: Date;
  };
}

export const issuePayload: z.ZodType<IssuePayload> = z.object({
  issue: z.object({
    number,
    user: author,
    title: z.string(),
    body: z.string().nullish(),
    labels: z.array(z.object({ name: z.string() })).optional(),
    html_url: page,
    created_at: instant,
  }),
});

interface PullRequestPayload {
  readonly pull_request: { readonly number: number };
  readonly changes?: { readonly base?: unknown } | undefined;
}

export const pullRequestPayload: z.ZodType<PullRequestPayload> = z.object({
  pull_request: z.object({ number }),
  changes: z.object({ base: z.unknown().optional() }).optional(),
});

interface CheckedPullRequest {
  readonly number: number;
  readonly base: { readonly repo: { readonly id: number } };
}

interface CheckPayload {
  readonly external_id?: string | null | undefined;
  readonly pull_requests: readonly CheckedPullRequest[];
}

const checkPayload: z.ZodType<CheckPayload> = z.object({
  external_id: z.string().nullish(),
  pull_requests: z.array(z.object({ number, base: z.object({ repo: z.object({ id: z.int() }) }) })),
});

export const checkRunPayload: z.ZodType<{ readonly check_run: CheckPayload }> = z.object({ check_run: checkPayload });
export const checkSuitePayload: z.ZodType<{ readonly check_suite: CheckPayload }> = z.object({
  check_suite: checkPayload,
});

export const mergeGroupPayload: z.ZodType<{
  readonly merge_group: { readonly head_sha: string; readonly base_sha: string };
}> = z.object({ merge_group: z.object({ head_sha: sha, base_sha: sha }) });

export const pushPayload: z.ZodType<{ readonly ref: string; readonly after: string; readonly deleted: boolean }> =
  z.object({ ref: z.string(), after: sha, deleted: z.boolean() });
