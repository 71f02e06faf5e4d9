import type { BotEvent, Target } from '@postgres-ha/change-request';
import { GitHubError } from '@postgres-ha/github-api';
import type { DeliveryOptions } from './delivery-options.ts';
import type { DeliveryOutcome } from './delivery-outcome.ts';
import { openDesk, type Desk } from './desk.ts';
import { Later } from './later.ts';
import { heldLocks, type HeldLock } from './locks/held-locks.ts';
import { releaseLock, type LockRelease } from './locks/release-lock.ts';
import { answerRequest } from './requests/answer-request.ts';
import { carryOutDispatch } from './requests/dispatch.ts';
import { requestOf } from './requests/request.ts';
import { closeDown } from './reviews/close-down.ts';
import { reviewMergeGroup } from './reviews/merge-group.ts';
import { reviewPullRequest } from './reviews/review-pull-request.ts';
import { openLabels } from './upkeep/labels.ts';
import { followBase, keepUp } from './upkeep/upkeep.ts';

/** Makes GitHub show what events ask for. It keeps nothing: another process goes on where one ended, and several may run at once. */
export interface Delivery {
  /**
   * Handles one event, however often it comes and wherever an attempt before ended.
   * @throws GitHubError where the bot's own rights are not enough to say so, or the signal's reason
   */
  readonly handle: (event: BotEvent, signal: AbortSignal) => Promise<DeliveryOutcome>;
  /** What follows from time having passed. The same as handling a `tick`. */
  readonly tick: (signal: AbortSignal) => Promise<DeliveryOutcome>;
  /** Targets that are held now. @throws GitHubError */
  readonly locks: (signal: AbortSignal) => Promise<readonly HeldLock[]>;
  /** Closes what holds a target, as `/unlock` does, where nobody but the bot has committed to it. @throws GitHubError */
  readonly release: (target: Target, signal: AbortSignal) => Promise<LockRelease>;
}

export function openDelivery(options: DeliveryOptions): Delivery {
  const labels = openLabels(options);
  const handle = async (event: BotEvent, signal: AbortSignal): Promise<DeliveryOutcome> => {
    try {
      const outcome = await handled(await openDesk(options, signal), event);
      if (event.kind === 'tick') await labels(signal);
      options.log('info', 'handled', { event: event.kind, outcome });
      return outcome;
    } catch (error) {
      signal.throwIfAborted();
      const later = laterFor(error);
      if (later === undefined) throw error;
      options.log('info', 'later', { event: event.kind, because: later.because, afterMs: later.afterMs });
      return later;
    }
  };
  return {
    handle,
    tick: (signal) => handle({ kind: 'tick' }, signal),
    locks: async (signal) => heldLocks(await openDesk(options, signal)),
    release: async (target, signal) => releaseLock(await openDesk(options, signal), target),
  };
}

async function handled(desk: Desk, event: BotEvent): Promise<DeliveryOutcome> {
  switch (event.kind) {
    case 'comment':
    case 'form':
      return answerRequest(desk, requestOf(event));
    case 'dispatch':
      return carryOutDispatch(desk, event);
    case 'pull-request': {
      const review = await reviewPullRequest(desk, event.number);
      if (review === undefined) return { kind: 'nothing', because: 'not-open' };
      const { reading } = review;
      if (reading.kind === 'judged') return { kind: 'reviewed', pullRequest: event.number, verdict: reading.verdict };
      if (reading.kind === 'untouched') return { kind: 'nothing', because: 'no-environment' };
      return { kind: 'refused', because: 'problems' };
    }
    case 'pull-request-closed':
      return { kind: 'nothing', because: (await closeDown(desk, event.number)) ? 'branch-deleted' : 'closed' };
    case 'merge-group':
      await reviewMergeGroup(desk, event);
      return { kind: 'answered' };
    case 'base-moved':
      return { kind: 'kept-up', report: await followBase(desk) };
    case 'tick':
      return { kind: 'kept-up', report: await keepUp(desk) };
  }
}

const SOON_MS = 10_000;
const A_MINUTE_MS = 60_000;

/** What passes, or may: nothing of it is there twice when it is tried again. Undefined: trying again will not help. */
function laterFor(error: unknown): Extract<DeliveryOutcome, { readonly kind: 'later' }> | undefined {
  if (error instanceof Later) return { kind: 'later', afterMs: error.afterMs, because: error.message };
  if (!(error instanceof GitHubError)) return undefined;
  const { problem, operation, retryAfterMs } = error;
  const because = `${problem} ${operation}`;
  switch (problem) {
    case 'rate-limited':
      return { kind: 'later', afterMs: retryAfterMs ?? A_MINUTE_MS, because };
    case 'unavailable':
    case 'conflict':
    case 'invalid':
    case 'moved':
    case 'not-found':
    case 'gone':
      return { kind: 'later', afterMs: retryAfterMs ?? SOON_MS, because };
    case 'unauthorized':
    case 'forbidden':
      return undefined;
  }
}
