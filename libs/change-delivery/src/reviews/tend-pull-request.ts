import type { ChangePlan, NoPlan, PullRequestReading } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk, Thread } from '../desk.ts';
import type { HeadSeen } from '../locks/lock.ts';
import { lookAtHead } from '../locks/look-at-lock.ts';
import { planDigest, publishPlan } from '../locks/publish-plan.ts';
import { defaultHead, planOn, sameInputs } from '../planning.ts';
import { planTexts } from '../texts.ts';
import { askedFor, type AskedFor } from './asked-for.ts';
import { overridesOn, type OverridesSeen } from './overrides-on.ts';
import { requestersOf } from './requesters.ts';
import { reviewOfPeople, type Review } from './review-pull-request.ts';
import { isSameSaying } from './same-saying.ts';
import { show } from './show.ts';
import { decideTending } from './tending.ts';

/**
 * Brings one of the bot's own open pull requests up to date with the default branch, the rules, the facts and the overrides. A branch that somebody
 * else committed to is theirs: it is read like any person's, and never written to.
 */
export async function tendPullRequest(desk: Desk, pullRequest: PullRequest): Promise<Review | 'moved'> {
  const head = await lookAtHead(desk, pullRequest.head.sha);
  const thread = await desk.thread(pullRequest.number);
  const asked = head.kind === 'own' ? askedFor(head.claim) : undefined;
  if (head.kind === 'own' && asked !== undefined) return tend(desk, { pullRequest, thread, head, asked });
  const by = head.kind === 'foreign' ? head.author : undefined;
  const requesters = await requestersOf(desk, pullRequest);
  return reviewOfPeople(desk, { pullRequest, thread, taken: { by, requesters } });
}

interface Tended {
  readonly pullRequest: PullRequest;
  readonly thread: Thread;
  readonly head: Extract<HeadSeen, { readonly kind: 'own' }>;
  readonly asked: AskedFor;
}

async function tend(desk: Desk, tended: Tended): Promise<Review | 'moved'> {
  const { pullRequest, thread, head, asked } = tended;
  const overrides = await overridesOn(desk, {
    pullRequest,
    thread,
    requesters: head.claim.by === undefined ? [] : [head.claim.by],
  });
  const planning = await planOn(desk, { ...asked, overrides: overrides.counted });
  const plan = planning.kind === 'plan' ? planning : undefined;
  const decision = decideTending({
    claim: head.claim,
    planning,
    content: plan && planDigest(plan, desk.digest),
    sameInputs:
      plan !== undefined && (await sameInputs(desk, { target: plan.target, from: head.parent, to: plan.base })),
  });
  if (decision.kind === 'rebuild') return rebuild(desk, tended);
  return planning.kind === 'plan'
    ? // made of the same, it is said to be of what it was made from
      showPlan(desk, { ...tended, overrides, plan: { ...planning, base: head.parent }, made: 'there-already' })
    : showNoPlan(desk, { ...tended, overrides, why: planning });
}

/** A new commit on the new base in one update of the branch: never a moment without a difference, in which GitHub would close it for good. */
async function rebuild(desk: Desk, tended: Tended): Promise<Review | 'moved'> {
  const { pullRequest, asked } = tended;
  // what was said of the old commit does not count for the new one
  const plan = await planOn(desk, { ...asked, overrides: [] });
  if (plan.kind !== 'plan') return 'moved';
  const over = { expected: { head: pullRequest.head.sha } };
  const sha = await publishPlan(desk, { plan, origin: asked.origin, over });
  if (sha === undefined) return 'moved';
  const rebuilt = { ...pullRequest, head: { ...pullRequest.head, sha } };
  const overrides = { counted: [], claims: [] };
  return showPlan(desk, { ...tended, pullRequest: rebuilt, plan, overrides, made: 'updated' });
}

interface Planned extends Tended {
  readonly overrides: OverridesSeen;
  readonly plan: ChangePlan;
  readonly made: Review['made'];
}

/** The pull request's own text says what the plan is, and a comment only where one says something else. */
async function showPlan(desk: Desk, { pullRequest, thread, asked, overrides, plan, made }: Planned): Promise<Review> {
  const { title, body } = planTexts(desk, plan, asked.origin);
  const says = pullRequest.title === title && isSameSaying(pullRequest.body, body);
  if (!says) await desk.repository.pullRequests.update(pullRequest.number, { title, body }, { signal: desk.signal });
  const reading: PullRequestReading = { kind: 'judged', ...plan.judgement, drift: [], rendered: [] };
  const { base, files } = plan;
  await show(desk, { pullRequest, thread, reading, base, files, branch: { kind: 'own' }, begin: 'never' });
  return { pullRequest, reading, overrides, plan, made: says ? made : 'updated' };
}

/** What the default branch has become leaves nothing to merge, or does not allow it: a comment says so, and the check is in the way. */
async function showNoPlan(
  desk: Desk,
  { pullRequest, thread, overrides, why }: Tended & { readonly overrides: OverridesSeen; readonly why: NoPlan },
): Promise<Review> {
  const problems = why.kind === 'unchanged' ? [alreadyTrue(why.path)] : why.problems;
  const reading: PullRequestReading = { kind: 'refused', problems };
  const base = await defaultHead(desk);
  await show(desk, { pullRequest, thread, reading, base, branch: { kind: 'own' }, begin: 'if-there-is-none' });
  return { pullRequest, reading, overrides, plan: undefined, made: 'there-already' };
}

function alreadyTrue(file: string) {
  return {
    id: 'already-true',
    file,
    line: 1,
    column: 1,
    at: '',
    found: 'what is asked for, on the default branch already',
    expected: 'something to change',
    remedy: 'Close this pull request; nothing of it is left to merge.',
  };
}
