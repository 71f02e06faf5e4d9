import { readComment, type Override } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk, Thread } from '../desk.ts';
import { checkIdOf, findCheck } from './check.ts';
import { overrideClaims, type OverrideClaim, type OverrideFlaw } from './overrides.ts';

export interface OverridesSeen {
  /** Those that count. */
  readonly counted: readonly Override[];
  /** All, with what is in their way. */
  readonly claims: readonly OverrideSeen[];
}

export interface OverrideSeen {
  readonly comment: number;
  readonly override: Override;
  readonly flaw: OverrideFlaw | 'not-permitted' | undefined;
}

export interface OverridesWanted {
  readonly pullRequest: PullRequest;
  readonly thread: Thread;
  /** Who asked for the change. */
  readonly requesters: readonly string[];
}

/**
 * The overrides on a pull request, from its comments. They count for what its head was when they were written. A commit's own date says nothing of
 * when it was pushed, so with checks the head counts from the bot's first check on it.
 */
export async function overridesOn(desk: Desk, wanted: OverridesWanted): Promise<OverridesSeen> {
  const { pullRequest, thread, requesters } = wanted;
  const terms = (since: Date, author?: string): Parameters<typeof overrideClaims>[1] => ({
    requesters: author === undefined ? requesters : [...requesters, author],
    since,
    read: readComment,
  });
  if (overrideClaims(thread.comments, terms(new Date(0))).length === 0) return { counted: [], claims: [] };
  const { since, author } = await headSeenSince(desk, pullRequest);
  const claims: OverrideSeen[] = [];
  const may = new Map<string, boolean>();
  for (const claim of overrideClaims(thread.comments, terms(since, author))) {
    claims.push(await permitted(desk, { claim, may }));
  }
  return { claims, counted: claims.flatMap(({ override, flaw }) => (flaw === undefined ? [override] : [])) };
}

async function permitted(
  desk: Desk,
  { claim, may }: { readonly claim: OverrideClaim; readonly may: Map<string, boolean> },
): Promise<OverrideSeen> {
  const { comment, override } = claim;
  if (claim.flaw !== undefined) return claim;
  const known = may.get(override.by) ?? (await desk.mayWrite(override.by));
  may.set(override.by, known);
  return { comment, override, flaw: known ? undefined : 'not-permitted' };
}

interface HeadSince {
  readonly since: Date;
  readonly author: string | undefined;
}

async function headSeenSince(desk: Desk, { number, head }: PullRequest): Promise<HeadSince> {
  const { repository, signal, self, now, options } = desk;
  const commit = await repository.commit(head.sha, { signal });
  const committedAt = commit?.committedAt ?? now;
  const author = commit?.author === self ? undefined : commit?.author;
  if (options.checks === 'none') return { since: committedAt, author };
  const check = await findCheck(desk, { headSha: head.sha, externalId: checkIdOf(number) });
  const checkedAt = check?.startedAt ?? now;
  return { since: checkedAt > committedAt ? checkedAt : committedAt, author };
}
