import { openAgenda } from './agenda.ts';
import type { Clock } from './clock.ts';
import { runGate } from './run-gate.ts';
import type { RunCause, RunEnd, ScheduleEvent, ScheduleState } from './schedule-event.ts';
import type { Timetable } from './timetable.ts';

export interface ScheduleOptions<Result> {
  /** When. It is asked at every look, so that another answer counts from then on. */
  readonly timetable: () => Timetable;
  /** What. The signal is aborted when the schedule is to end. */
  readonly run: (cause: RunCause, signal: AbortSignal) => Promise<Result>;
  readonly onEvent: (event: ScheduleEvent<Result>) => void;
  readonly clock: Clock;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** A run begins up to so many milliseconds after its slot, and always before the next one; 0 when left out. */
  readonly jitterMs?: () => number;
  /** The last slot that there has been a run for, as an earlier process knew: what came since is made up for by one run. */
  readonly since?: number;
  readonly signal: AbortSignal;
}

/** Runs at the slots of a timetable, one at a time. */
export interface Schedule<Result> extends AsyncDisposable {
  /** Runs at once, or joins the run that is running. It never rejects. */
  readonly runNow: () => Promise<RunEnd<Result>>;
  readonly state: () => ScheduleState;
  /** Resolved when it was stopped and nothing runs any more; rejected by a fault in `timetable` or `onEvent`, which stops it. */
  readonly ended: Promise<void>;
}

/**
 * Starts a schedule. A slot is run once: late if it must be, never twice, never beside another run. Those that get no run of their own are told
 * (`skipped`) with their number.
 */
export function createSchedule<Result>(options: ScheduleOptions<Result>): Schedule<Result> {
  const { clock } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let fault: { readonly error: unknown } | undefined;
  const tell = (event: ScheduleEvent<Result>): void => {
    try {
      options.onEvent(event);
    } catch (error) {
      fault ??= { error };
      stop.abort();
    }
  };
  const gate = runGate<Result>({
    run: (cause) => options.run(cause, signal),
    now: clock.now,
    onStart: (cause, at) => {
      tell({ kind: 'started', cause, at });
    },
    onEnd: (end, { cause, startedAt }) => {
      tell({ kind: 'ended', cause, startedAt, at: clock.now(), end });
    },
  });
  const agenda = openAgenda({ ...options, tell });
  let lookedAt = clock.elapsed();

  const turn = (): void => {
    lookedAt = clock.elapsed();
    agenda.look();
    const pending = agenda.pending();
    if (pending === undefined) return;
    if (gate.running() !== undefined) {
      agenda.take();
      tell({ kind: 'skipped', because: 'overlap', count: 1, more: false, latest: pending.slot });
    } else if (pending.dueAt <= lookedAt) {
      agenda.take();
      void gate.enter({ kind: 'slot', slot: pending.slot });
    }
  };
  const untilStopped = async (): Promise<void> => {
    try {
      while (!signal.aborted) {
        turn();
        await clock.wait(agenda.restMs(), signal);
      }
    } finally {
      stop.abort();
      await gate.settled();
    }
    if (fault !== undefined) throw fault.error;
  };
  const ended = untilStopped();
  return {
    runNow: () => (signal.aborted ? Promise.resolve({ kind: 'stopped' }) : gate.enter({ kind: 'asked' })),
    state: () => {
      const running = gate.running();
      return { next: agenda.next(), running, sinceLookMs: clock.elapsed() - lookedAt };
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}
