import type { Incident, IncidentSink } from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import type { SinkBox } from '../outbox/outbox.ts';
import { attemptDelivery, type Attempt } from './deliver.ts';
import { nextOf, type Candidates, type Failed } from './next-delivery.ts';
import { backOffMs, type RetryPolicy } from './retry.ts';

/** How it stands with one sink. */
export interface SinkStatus {
  readonly name: string;
  /** `failing` while the last attempt failed; `refused` while it works, but does not take some incidents. */
  readonly state: 'working' | 'failing' | 'refused';
  /** Incidents that it does not show as they are. */
  readonly waiting: number;
  /** Since when the one waits that waits longest; 0 when none does. */
  readonly oldestWaitingMs: number;
  /** Attempts by their ends, of this process. */
  readonly delivered: number;
  readonly failed: number;
  readonly refused: number;
  readonly lastDeliveredAt: string | null;
  readonly lastFailure: { readonly at: string; readonly because: string } | null;
  /** Why it does not take these. */
  readonly refusing: readonly { readonly incident: string; readonly because: string }[];
}

export interface SinkLoopOptions {
  readonly sink: IncidentSink;
  readonly box: SinkBox;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly retry: RetryPolicy;
  readonly deadlineMs: number;
  /** Begin nothing more. */
  readonly signal: AbortSignal;
  /** End what was begun. */
  readonly stop: AbortSignal;
}

export interface SinkLoop {
  readonly status: () => SinkStatus;
  /** There is something new. */
  readonly wake: () => void;
  readonly ended: Promise<void>;
}

interface Noted {
  readonly attempt: Attempt;
  /** Not only shown again. */
  readonly isNew: boolean;
}

/** Delivers to one sink, one incident after the other, until it is told to stop. */
export function startSinkLoop(options: SinkLoopOptions): SinkLoop {
  const { sink, box, clock, random, log, retry, signal } = options;
  const failures = new Map<string, Failed>();
  const waitingSince = new Map<string, number>();
  const shownAt = new Map<string, number>();
  let waking = new AbortController();
  let [delivered, failed, refused, inARow, pauseUntil] = [0, 0, 0, 0, 0];
  let lastDeliveredAt: string | null = null;
  let lastFailure: SinkStatus['lastFailure'] = null;

  const look = (): readonly Incident[] => {
    const waiting = box.waiting();
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of waitingSince.keys()) if (!ids.has(id)) waitingSince.delete(id);
    for (const { id, changedAt } of waiting) {
      if (waitingSince.has(id)) continue;
      waitingSince.set(id, clock.elapsed() - Math.max(0, clock.now() - Date.parse(changedAt)));
    }
    return waiting;
  };
  const fading = (): Candidates['fading'] => {
    const { refreshMs } = sink;
    if (refreshMs === undefined) return [];
    // What an earlier process showed may have faded.
    return box.showing().map((incident) => ({ incident, due: (shownAt.get(incident.id) ?? -refreshMs) + refreshMs }));
  };
  const candidates = (): Candidates => {
    const [waiting, again] = [look(), fading()];
    const ids = new Set([...waiting, ...again.map(({ incident }) => incident)].map(({ id }) => id));
    for (const each of [failures, shownAt]) for (const id of each.keys()) if (!ids.has(id)) each.delete(id);
    return { waiting, fading: again, failures, now: clock.elapsed(), pauseUntil };
  };
  const note = ({ id, revision }: Incident, { attempt, isNew }: Noted): void => {
    const facts = { sink: sink.name, incident: id, revision };
    const now = clock.elapsed();
    if (attempt.kind === 'stopped') return;
    if (attempt.kind === 'delivered') {
      [delivered, inARow, pauseUntil] = [delivered + 1, 0, 0];
      lastDeliveredAt = new Date(clock.now()).toISOString();
      failures.delete(id);
      shownAt.set(id, now);
      log[isNew ? 'info' : 'debug']('incident-told', facts);
      return;
    }
    const { because } = attempt;
    lastFailure = { at: new Date(clock.now()).toISOString(), because };
    const times = (failures.get(id)?.times ?? 0) + 1;
    if (attempt.kind === 'refused') {
      refused += 1;
      // What one incident is refused for says nothing of others.
      pauseUntil = now + backOffMs(1, { policy: retry, random: random() });
      failures.set(id, { times, revision, refused: because, notBefore: now + retry.refusedMs });
      log.error('incident-refused', { ...facts, because, retryInSeconds: retry.refusedMs / 1000 });
      return;
    }
    [failed, inARow] = [failed + 1, inARow + 1];
    const pauseMs = backOffMs(inARow, { policy: retry, random: random(), askedMs: attempt.askedMs });
    pauseUntil = now + pauseMs;
    failures.set(id, { times, revision, refused: undefined, notBefore: 0 });
    log.warn('incident-not-told', { ...facts, because, retryInSeconds: Math.round(pauseMs / 100) / 10 });
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      waking = new AbortController();
      const next = nextOf(candidates());
      if (next.kind === 'wait') {
        await clock.wait(next.ms, AbortSignal.any([signal, waking.signal]));
        continue;
      }
      const { incident } = next;
      const isNew = box.progressOf(incident.id).revision !== incident.revision;
      note(incident, { attempt: await attemptDelivery(incident, options), isNew });
    }
  };
  return {
    status: () => {
      const waiting = look();
      const refusing = [...failures].flatMap(([incident, { refused: because }]) =>
        because === undefined ? [] : [{ incident, because }],
      );
      return {
        name: sink.name,
        state: inARow > 0 ? 'failing' : refusing.length > 0 ? 'refused' : 'working',
        waiting: waiting.length,
        oldestWaitingMs: waiting.length === 0 ? 0 : clock.elapsed() - Math.min(...waitingSince.values()),
        ...{ delivered, failed, refused, lastDeliveredAt, lastFailure, refusing },
      };
    },
    wake: () => {
      waking.abort();
    },
    ended: run(),
  };
}
