import {
  checkContent,
  pullRequestContent,
  readMarker,
  reviewComment,
  type ChangePlan,
  type CheckContent,
  type Origin,
  type PlannedFile,
  type PullRequestContent,
  type PullRequestReading,
  type ReviewedBranch,
} from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from './desk.ts';

/** How long a branch without a pull request is taken for work in progress, where nothing else is set. */
const CLAIM_MS = 15 * 60_000;

export function claimExpiry({ now, options }: Desk): Date {
  return new Date(now.getTime() + (options.claimMs ?? CLAIM_MS));
}

export function planTexts(desk: Desk, plan: ChangePlan, origin: Origin): PullRequestContent {
  const { now, options } = desk;
  return pullRequestContent(plan, { origin, now, expiresAt: claimExpiry(desk), generator: options.generator });
}

export interface ReadingSaid {
  readonly pullRequest: PullRequest;
  /** What it was held against. */
  readonly base: string;
  readonly branch: ReviewedBranch;
  /** Of the bot's own: what it commits. */
  readonly files?: readonly PlannedFile[];
  /** Paths of what it changes that nobody judges here. */
  readonly unjudged?: readonly string[];
}

export function checkOf({ options }: Desk, reading: PullRequestReading, said: ReadingSaid): CheckContent {
  const { pullRequest, base, files } = said;
  return checkContent(reading, {
    head: pullRequest.head.sha,
    base,
    generator: options.generator,
    ...(files !== undefined && { files }),
  });
}

export function reviewOf({ options }: Desk, reading: PullRequestReading, said: ReadingSaid): string {
  const { pullRequest, base, branch, unjudged = [] } = said;
  return reviewComment(reading, { head: pullRequest.head.sha, base, branch, unjudged, generator: options.generator });
}

/** The request that a text of the bot's own is of; undefined: it is no pull request's text of the bot. */
export function changeOriginOf(body: string): { readonly key: string; readonly by: string | undefined } | undefined {
  const marker = readMarker(body);
  return marker?.kind === 'change' ? { key: marker.origin.key, by: marker.origin.by } : undefined;
}

/** What there is to be one of in one place: `review`, `reply comment-123`. Undefined: the bot may say it as often as it likes. */
export function onceKeyOf(body: string): string | undefined {
  const marker = readMarker(body);
  switch (marker?.kind) {
    case 'review':
      return 'review';
    case 'reply':
      return replyKey(marker.key);
    default:
      return undefined;
  }
}

export function replyKey(request: string): string {
  return `reply ${request}`;
}

export const REVIEW_KEY = 'review';

/** Of a merge queue's commit: what asks for an override had one on its pull request, or it would not be queued. */
export function groupCheckOf(
  { options }: Desk,
  reading: PullRequestReading,
  at: { readonly head: string; readonly base: string },
): CheckContent {
  const content = checkContent(reading, { ...at, generator: options.generator });
  return content.conclusion === 'action_required' && reading.kind === 'judged'
    ? { ...content, conclusion: 'success' }
    : content;
}
