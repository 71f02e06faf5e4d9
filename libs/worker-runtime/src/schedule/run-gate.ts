import type { RunCause, RunEnd } from './schedule-event.ts';

/** Lets one run in at a time. */
export interface RunGate<Result> {
  readonly running: () => { readonly cause: RunCause; readonly startedAt: number } | undefined;
  /** Starts a run, or joins the one that is running. It never rejects. */
  readonly enter: (cause: RunCause) => Promise<RunEnd<Result>>;
  /** Resolved when nothing is running any more. */
  readonly settled: () => Promise<void>;
}

interface Work<Result> {
  readonly run: (cause: RunCause) => Promise<Result>;
  readonly now: () => number;
  readonly onStart: (cause: RunCause, at: number) => void;
  readonly onEnd: (end: RunEnd<Result>, run: { readonly cause: RunCause; readonly startedAt: number }) => void;
}

export function runGate<Result>({ run, now, onStart, onEnd }: Work<Result>): RunGate<Result> {
  let current:
    { readonly cause: RunCause; readonly startedAt: number; readonly end: Promise<RunEnd<Result>> } | undefined;
  const toItsEnd = async (cause: RunCause, startedAt: number): Promise<RunEnd<Result>> => {
    let end: RunEnd<Result>;
    try {
      end = { kind: 'finished', result: await run(cause) };
    } catch (error) {
      end = { kind: 'failed', error };
    }
    current = undefined;
    onEnd(end, { cause, startedAt });
    return end;
  };
  return {
    running: () => current,
    enter: (cause) => {
      if (current !== undefined) return current.end;
      const startedAt = now();
      onStart(cause, startedAt);
      // Not before `current` is set: a run may end at once.
      const end = Promise.resolve().then(() => toItsEnd(cause, startedAt));
      current = { cause, startedAt, end };
      return end;
    },
    settled: async () => {
      await current?.end;
    },
  };
}
