import type { HeldLock } from '@postgres-ha/change-delivery';
import type { DeliveryQueue } from '../queue/delivery-queue.ts';
import type { Handled, RepositoryLane } from '../work/repository-lane.ts';
import { targetText } from '../work/locks.ts';

/** What the bot knows of itself now, for the page and its JSON. */
export interface BotStatus {
  readonly startedAt: string;
  readonly repositories: readonly RepositoryStatus[];
  readonly waiting: readonly WaitingStatus[];
  readonly aside: readonly AsideStatus[];
  /** Newest first. */
  readonly recent: readonly RecentStatus[];
}

export interface RepositoryStatus {
  readonly name: string;
  readonly running: string | null;
  readonly lastTick: string | null;
  /** Of the last tick; null: it went well, or there was none. */
  readonly problem: string | null;
  /** As they were at the last tick. */
  readonly locks: readonly LockStatus[];
}

export interface LockStatus {
  readonly target: string;
  readonly pullRequest: number | null;
  readonly url: string | null;
  /** Until when a branch without a pull request counts. */
  readonly expires: string | null;
}

export interface WaitingStatus {
  readonly id: string;
  readonly repository: string;
  readonly what: string;
  readonly receivedAt: string;
  readonly notBefore: string | null;
  readonly attempts: number;
  readonly problem: string | null;
}

export interface AsideStatus {
  readonly id: string;
  readonly repository: string | null;
  readonly what: string;
  readonly at: string;
  readonly because: string;
}

export interface RecentStatus {
  readonly repository: string;
  readonly what: string;
  readonly at: string;
  readonly tookMs: number;
  readonly outcome: string;
  readonly because: string | null;
}

/** What is remembered beside the queue. */
export interface BotMemory {
  readonly startedAt: Date;
  readonly repositories: readonly string[];
  readonly lanes: ReadonlyMap<string, RepositoryLane>;
  readonly ticks: ReadonlyMap<string, { readonly at: Date; readonly problem: string | undefined }>;
  readonly locks: ReadonlyMap<string, readonly HeldLock[]>;
  /** Newest last. */
  readonly recent: readonly Handled[];
  readonly queue: () => Pick<DeliveryQueue, 'waiting' | 'aside'> | undefined;
}

export function botStatus({ startedAt, repositories, lanes, ticks, locks, recent, queue }: BotMemory): BotStatus {
  return {
    startedAt: startedAt.toISOString(),
    repositories: repositories.map((name) => {
      const running = lanes.get(name)?.running();
      const tick = ticks.get(name);
      return {
        name,
        running: running === undefined ? null : whatOf(running.what),
        lastTick: tick?.at.toISOString() ?? null,
        problem: tick?.problem ?? null,
        locks: (locks.get(name) ?? []).map(({ target, pullRequest, expires }) => ({
          target: targetText(target),
          pullRequest: pullRequest?.number ?? null,
          url: pullRequest?.url ?? null,
          expires: expires?.toISOString() ?? null,
        })),
      };
    }),
    waiting: (queue()?.waiting() ?? []).map((delivery) => ({
      ...{ id: delivery.id, repository: delivery.repository, what: whatOf(delivery), attempts: delivery.attempts },
      receivedAt: delivery.receivedAt.toISOString(),
      notBefore: delivery.notBefore?.toISOString() ?? null,
      problem: delivery.lastProblem ?? null,
    })),
    aside: (queue()?.aside() ?? []).map(({ id, delivery, at, because }) => ({
      ...{ id, because, repository: delivery?.repository ?? null },
      what: delivery === undefined ? 'unreadable' : whatOf(delivery),
      at: at.toISOString(),
    })),
    recent: recent.toReversed().map(({ repository, what, at, tookMs, end }) => ({
      ...{ repository, what: whatOf(what), at: at.toISOString(), tookMs: Math.round(tookMs) },
      outcome: outcomeOf(end),
      because: end.kind === 'done' ? becauseOf(end.outcomes) : end.because,
    })),
  };
}

/** `comment on #12`, in words that strangers have no part in. */
export function whatOf(what: Handled['what']): string {
  if (what === 'tick') return 'timetable';
  return what.events
    .map((event) => {
      switch (event.kind) {
        case 'comment':
          return `comment on #${event.on.number}`;
        case 'form':
          return `form #${event.issue}`;
        case 'pull-request':
          return `pull request #${event.number}`;
        case 'pull-request-closed':
          return `pull request #${event.number} closed`;
        case 'dispatch':
          return `workflow ${event.key}`;
        case 'merge-group':
          return `merge queue at ${event.head.slice(0, 7)}`;
        case 'base-moved':
          return `push of ${event.after.slice(0, 7)}`;
        case 'tick':
          return 'timetable';
      }
    })
    .join(', ');
}

export function outcomeOf(end: Handled['end']): string {
  if (end.kind !== 'done') return end.kind;
  const kinds = new Set(
    end.outcomes.map((outcome) =>
      outcome.kind === 'proposed' || outcome.kind === 'reviewed'
        ? `${outcome.kind} #${outcome.pullRequest}`
        : outcome.kind,
    ),
  );
  return kinds.size === 0 ? 'done' : [...kinds].join(', ');
}

function becauseOf(outcomes: Extract<Handled['end'], { kind: 'done' }>['outcomes']): string | null {
  const reasons = outcomes.flatMap((outcome) => ('because' in outcome ? [outcome.because] : []));
  return reasons.length === 0 ? null : reasons.join('; ');
}
