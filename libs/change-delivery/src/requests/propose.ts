import { branchOf, type Intent, type Origin } from '@postgres-ha/change-request';
import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { Later, untilItHolds } from '../later.ts';
import { lookAtLock } from '../locks/look-at-lock.ts';
import { decideLock, type LockDecision } from '../locks/lock.ts';
import { publishPlan } from '../locks/publish-plan.ts';
import { inputsMoved, planOn } from '../planning.ts';
import { checkIdOf, putCheck } from '../reviews/check.ts';
import { tendPullRequest } from '../reviews/tend-pull-request.ts';
import { changeOriginOf, checkOf, planTexts } from '../texts.ts';
import type { CommandResult } from './command-result.ts';

export interface Proposal {
  readonly intent: Intent;
  readonly origin: Origin;
  /** Called before the first thing is written. What it throws ends the proposal, and nothing was written. */
  readonly guard: () => Promise<void>;
}

/** How long whoever is at work on a target is waited for, at most. */
const LONGEST_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 5000;

/** One pull request for an intent: opened, found, or gone on with where an earlier attempt ended. @throws Later */
export function propose(desk: Desk, proposal: Proposal): Promise<CommandResult> {
  return untilItHolds(() => attempt(desk, proposal));
}

async function attempt(desk: Desk, proposal: Proposal): Promise<CommandResult | 'moved'> {
  const { intent, origin } = proposal;
  const { target } = intent;
  const seen = await lookAtLock(desk, target);
  const decision = decideLock(seen, { request: origin.key, now: desk.now });
  switch (decision.kind) {
    case 'there-already':
      return thereAlready(desk, decision.holder.number);
    case 'over':
      return {
        kind: 'over',
        pullRequest: decision.holder,
        state: decision.holder.state === 'merged' ? 'merged' : 'closed',
      };
    case 'held':
      return { kind: 'held', target, by: decision.holder };
    case 'busy': {
      const left = decision.until.getTime() - desk.now.getTime();
      throw new Later('another-request-at-work', Math.min(Math.max(left, SHORTEST_WAIT_MS), LONGEST_WAIT_MS));
    }
    case 'foreign-branch':
      return { kind: 'foreign-branch', branch: seen.branch };
    case 'claim':
    case 'resume':
      return open(desk, { ...proposal, decision });
  }
}

async function thereAlready(desk: Desk, number: number): Promise<CommandResult | 'moved'> {
  const pullRequest = await desk.repository.pullRequests.get(number, { signal: desk.signal });
  if (pullRequest?.state !== 'open') return 'moved';
  const tended = await tendPullRequest(desk, pullRequest);
  if (tended === 'moved') return 'moved';
  const { made, reading } = tended;
  return { kind: 'proposed', pullRequest, made, judgement: reading.kind === 'judged' ? reading : undefined };
}

interface Opening extends Proposal {
  readonly decision: Extract<LockDecision, { readonly kind: 'claim' | 'resume' }>;
}

async function open(desk: Desk, { intent, origin, guard, decision }: Opening): Promise<CommandResult | 'moved'> {
  const { repository, signal } = desk;
  const branch = branchOf(intent.target);
  const planned = await planOn(desk, { intent, origin, overrides: [] });
  if (planned.kind !== 'plan') {
    if (decision.kind === 'resume') await repository.deleteBranch(branch, decision.head, { signal });
    return { kind: 'not-planned', why: planned };
  }
  if (await inputsMoved(desk, planned)) return 'moved';
  const commit = await publishPlan(desk, { plan: planned, origin, guard, over: decision });
  if (commit === undefined) return 'moved';
  const { title, body } = planTexts(desk, planned, origin);
  const base = await repository.defaultBranch({ signal });
  const { pullRequest } = await repository.pullRequests.create({ branch, base, title, body }, { signal });
  if (!isOf(pullRequest, { key: origin.key, self: desk.self }) || pullRequest.head.sha !== commit) return 'moved';
  const reading = { kind: 'judged', ...planned.judgement, drift: [], rendered: [] } as const;
  const content = checkOf(desk, reading, {
    pullRequest,
    base: planned.base,
    files: planned.files,
    branch: { kind: 'own' },
  });
  await putCheck(desk, { headSha: commit, externalId: checkIdOf(pullRequest.number), content });
  return { kind: 'proposed', pullRequest, made: 'created', judgement: planned.judgement };
}

function isOf({ author, body }: PullRequest, { key, self }: { readonly key: string; readonly self: string }): boolean {
  return author.login === self && changeOriginOf(body)?.key === key;
}
