import type { IncidentSink } from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import type { Outbox } from '../outbox/outbox.ts';
import { RETRY, type RetryPolicy } from './retry.ts';
import { startSinkLoop, type SinkStatus } from './sink-loop.ts';

export interface DispatchOptions {
  readonly outbox: Outbox;
  /** Each with a name of its own, under which the outbox knows it in the next process too. */
  readonly sinks: readonly IncidentSink[];
  readonly clock: Clock;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Nothing more is begun when it is aborted; what is under way has `graceMs`, and the next process does the rest. */
  readonly signal: AbortSignal;
  readonly graceMs?: number;
  /** For one delivery. */
  readonly deadlineMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** How long incidents are kept that are over and shown so. */
  readonly keepMs?: number;
}

export interface Dispatch {
  readonly status: () => readonly SinkStatus[];
  /** After the signal: when nothing is under way any more. */
  readonly ended: Promise<void>;
}

const GRACE_MS = 5_000;
const DEADLINE_MS = 30_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Incidents that a sink never took are kept that much longer. */
const LONGER = 5;

/** Brings each sink to show what the outbox holds. Sinks know nothing of each other: one that is out, slow or hangs delays no other. */
export async function startDispatch(options: DispatchOptions): Promise<Dispatch> {
  const { outbox, sinks, clock, random, log, signal, graceMs = GRACE_MS, deadlineMs = DEADLINE_MS } = options;
  const retry = { ...RETRY, ...options.retry };
  const stopping = new AbortController();
  const boxes = await Promise.all(sinks.map(async (sink) => ({ sink, box: await outbox.forSink(sink.name) })));
  const loops = boxes.map(({ sink, box }) =>
    startSinkLoop({ sink, box, clock, random, log, retry, deadlineMs, signal, stop: stopping.signal }),
  );
  const listening = outbox.onChange(() => {
    for (const loop of loops) loop.wake();
  });
  const forgetting = forgetInTime(options);
  const all = Promise.all(loops.map((loop) => loop.ended));
  const grace = aborted(signal)
    .then(() => clock.wait(graceMs, stopping.signal))
    .then(() => {
      stopping.abort();
    });
  const ended = all.then(async () => {
    stopping.abort();
    listening[Symbol.dispose]();
    await Promise.all([grace, forgetting]);
  });
  return { status: () => loops.map((loop) => loop.status()), ended };
}

async function forgetInTime({
  outbox,
  sinks,
  clock,
  signal,
  keepMs = 7 * DAY_MS,
  log,
}: DispatchOptions): Promise<void> {
  const names = sinks.map(({ name }) => name);
  while (!signal.aborted) {
    await outbox.forget({ before: new Date(clock.now() - keepMs), sinks: names });
    const known = outbox.shown().length;
    await outbox.forget({ before: new Date(clock.now() - keepMs * LONGER), sinks: [] });
    const dropped = known - outbox.shown().length;
    if (dropped > 0)
      log.error('incidents-dropped', { count: dropped, because: 'over for weeks, and not taken by a sink' });
    await clock.wait(HOUR_MS, signal);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
  });
}
