import type { DeliveryOutcome } from '@postgres-ha/change-delivery';
import type { BotEvent } from '@postgres-ha/change-request';
import type { Clock } from '@postgres-ha/worker-runtime';
import type { DeliveryQueue } from '../queue/delivery-queue.ts';
import type { QueuedDelivery } from '../queue/queued-delivery.ts';
import { backOffMs, classifyFailure } from './classify-failure.ts';

/** What the bot can do in one repository. Whatever it does twice is there once. */
export interface RepositoryWork {
  readonly handle: (event: BotEvent, signal: AbortSignal) => Promise<DeliveryOutcome>;
  readonly tick: (signal: AbortSignal) => Promise<DeliveryOutcome>;
}

export interface LaneOptions extends RepositoryWork {
  /** `acme/databases` */
  readonly repository: string;
  readonly queue: DeliveryQueue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** For one event, or one tick. */
  readonly longestMs: number;
  /** Attempts that failed by themselves, before a delivery is set aside. */
  readonly mostAttempts: number;
  /** A delivery that waited for longer is set aside. */
  readonly oldestMs: number;
  readonly onHandled: (handled: Handled) => void;
}

/** What became of one delivery, or one tick, for the page, metrics and the log. */
export interface Handled {
  readonly repository: string;
  readonly what: QueuedDelivery | 'tick';
  readonly at: Date;
  readonly tookMs: number;
  readonly end:
    | { readonly kind: 'done'; readonly outcomes: readonly DeliveryOutcome[] }
    | { readonly kind: 'again'; readonly because: string; readonly notBefore: Date; readonly error: unknown }
    | { readonly kind: 'aside'; readonly because: string; readonly error: unknown }
    | { readonly kind: 'failed'; readonly because: string; readonly error: unknown };
}

/** Everything of one repository, one after the other: in the order in which it came, but for what has to wait. */
export interface RepositoryLane {
  /** Something may be there to do. */
  readonly wake: () => void;
  /** Looks after what is open, as soon as nothing else runs. */
  readonly tick: () => Promise<void>;
  readonly running: () => { readonly what: QueuedDelivery | 'tick'; readonly since: number } | undefined;
  /** Resolved when it was stopped and nothing runs any more. */
  readonly ended: Promise<void>;
}

const LONGEST_REST_MS = 60_000;
/** After the disk did not take what became of a delivery: it is handled anew, and nothing of it is there twice. */
const DISK_REST_MS = 10_000;

export function openLane(options: LaneOptions): RepositoryLane {
  const { clock, signal, repository, queue } = options;
  const ticks: (() => void)[] = [];
  let running: { readonly what: QueuedDelivery | 'tick'; readonly since: number } | undefined;
  let sleep = new AbortController();
  const wake = (): void => {
    sleep.abort();
  };

  const unkept = async (what: QueuedDelivery, error: unknown): Promise<void> => {
    const because = error instanceof Error ? error.message : String(error);
    const at = new Date(clock.now());
    options.onHandled({ repository, what, at, tookMs: 0, end: { kind: 'failed', because, error } });
    await clock.wait(DISK_REST_MS, signal);
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      // Before the look: whoever wakes it in between is heard.
      sleep = new AbortController();
      const now = clock.now();
      const next = nextOf(queue.waiting(), { repository, now });
      if (ticks.length > 0) {
        const waiting = ticks.splice(0);
        running = { what: 'tick', since: clock.elapsed() };
        await runTick(options);
        for (const resolve of waiting) resolve();
      } else if (next.kind === 'ready') {
        running = { what: next.delivery, since: clock.elapsed() };
        await runDelivery(next.delivery, options).catch((error: unknown) => unkept(next.delivery, error));
      } else {
        await clock.wait(Math.min(LONGEST_REST_MS, next.forMs), AbortSignal.any([signal, sleep.signal]));
      }
      running = undefined;
    }
    for (const resolve of ticks.splice(0)) resolve();
  };
  return {
    wake,
    tick: () =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else {
          ticks.push(resolve);
          wake();
        }
      }),
    running: () => running,
    ended: run(),
  };
}

type Next =
  { readonly kind: 'ready'; readonly delivery: QueuedDelivery } | { readonly kind: 'rest'; readonly forMs: number };

/** What was said of one issue or pull request keeps its order, also where the first of it has to wait. */
function nextOf(
  waiting: readonly QueuedDelivery[],
  { repository, now }: { readonly repository: string; readonly now: number },
): Next {
  const held = new Set<string>();
  let forMs = Infinity;
  for (const delivery of waiting) {
    if (delivery.repository !== repository) continue;
    const subjects = delivery.events.map(subjectOf);
    const restMs = (delivery.notBefore?.getTime() ?? 0) - now;
    if (restMs <= 0 && !subjects.some((subject) => held.has(subject))) return { kind: 'ready', delivery };
    if (restMs > 0) forMs = Math.min(forMs, restMs);
    for (const subject of subjects) held.add(subject);
  }
  return { kind: 'rest', forMs };
}

function subjectOf(event: BotEvent): string {
  switch (event.kind) {
    case 'comment':
      return String(event.on.number);
    case 'form':
      return String(event.issue);
    case 'pull-request':
    case 'pull-request-closed':
      return String(event.number);
    case 'merge-group':
      return event.head;
    case 'dispatch':
      return event.key;
    case 'base-moved':
    case 'tick':
      return event.kind;
  }
}

async function runDelivery(delivery: QueuedDelivery, options: LaneOptions): Promise<void> {
  const { clock, queue, random, repository, signal, mostAttempts, oldestMs } = options;
  const began = clock.elapsed();
  const tell = (end: Handled['end']): void => {
    options.onHandled({
      ...{ repository, what: delivery, end },
      ...{ at: new Date(clock.now()), tookMs: clock.elapsed() - began },
    });
  };
  const again = async (
    because: string,
    {
      afterMs,
      counts,
      error,
    }: { readonly afterMs: number; readonly counts: 'attempt' | 'wait'; readonly error: unknown },
  ): Promise<void> => {
    const gone = counts === 'attempt' && delivery.attempts + 1 >= mostAttempts;
    if (gone || clock.now() - delivery.receivedAt.getTime() > oldestMs) {
      await queue.setAside(delivery.id, because);
      tell({ kind: 'aside', because, error });
      return;
    }
    const notBefore = new Date(clock.now() + Math.max(afterMs, backOffMs(delivery.waits, random())));
    await queue.postpone(delivery.id, { notBefore, because, counts });
    tell({ kind: 'again', because, notBefore, error });
  };
  const outcomes: DeliveryOutcome[] = [];
  try {
    for (const event of delivery.events) {
      const outcome = await within(options, (limited) => options.handle(event, limited));
      outcomes.push(outcome);
      if (outcome.kind === 'later') {
        await again(outcome.because, { afterMs: outcome.afterMs, counts: 'wait', error: undefined });
        return;
      }
    }
  } catch (error) {
    // Who stops has not failed; the next process begins it anew.
    if (signal.aborted) return;
    const { because, counts, afterMs = 0 } = classifyFailure(error);
    await again(because, { afterMs, counts, error });
    return;
  }
  await queue.done(delivery.id, outcomes);
  tell({ kind: 'done', outcomes });
}

async function runTick(options: LaneOptions): Promise<void> {
  const { clock, repository, signal } = options;
  const began = clock.elapsed();
  const tell = (end: Handled['end']): void => {
    options.onHandled({
      ...{ repository, what: 'tick', end },
      ...{ at: new Date(clock.now()), tookMs: clock.elapsed() - began },
    });
  };
  try {
    const outcome = await within(options, options.tick);
    if (outcome.kind === 'later') tell({ kind: 'failed', because: outcome.because, error: undefined });
    else tell({ kind: 'done', outcomes: [outcome] });
  } catch (error) {
    if (!signal.aborted) tell({ kind: 'failed', because: classifyFailure(error).because, error });
  }
}

/** Ended by its signal once it takes too long. */
async function within<Result>(
  { clock, longestMs, signal }: LaneOptions,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  const late = new AbortController();
  void clock.wait(longestMs, done.signal).then(() => {
    if (!done.signal.aborted) late.abort(new Error(`it took longer than ${longestMs / 1000} s`));
  });
  try {
    return await act(AbortSignal.any([signal, late.signal]));
  } finally {
    done.abort();
  }
}
