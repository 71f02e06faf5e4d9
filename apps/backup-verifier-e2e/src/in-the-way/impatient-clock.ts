import type { Clock } from '@postgres-ha/object-store';

/** Waits between attempts are over at once, and silence is over soon after it has begun. */
export interface ImpatientClock extends Clock, Disposable {
  /** An answer to this question does not come, or not to its end. */
  readonly hang: (question: string | undefined) => void;
  /** It was asked again. */
  readonly goOn: (question: string | undefined) => void;
}

/** Who asked may not wait yet when the silence begins, and be told too early. */
const LOOKS_MS = [0, 20, 100, 500];

export function impatientClock(): ImpatientClock {
  const alarms = new Set<() => void>();
  const looks = new Map<string | undefined, readonly NodeJS.Timeout[]>();
  const goOn = (question: string | undefined): void => {
    looks.get(question)?.forEach(clearTimeout);
    looks.delete(question);
  };
  const runOut = (): void => {
    for (const run of [...alarms]) run();
  };
  return {
    now: () => new Date(),
    random: () => 0.5,
    sleep: async (_ms, signal) => {
      signal?.throwIfAborted();
      await Promise.resolve();
    },
    after: (_ms, run) => {
      alarms.add(run);
      return { stop: () => alarms.delete(run) };
    },
    hang: (question) => {
      goOn(question);
      looks.set(
        question,
        LOOKS_MS.map((ms) => setTimeout(runOut, ms)),
      );
    },
    goOn,
    [Symbol.dispose]: () => {
      [...looks.keys()].forEach(goOn);
    },
  };
}
