import type { Clock } from './clock.ts';

/** A clock that tests turn. Whoever waits is woken at the moment that he asked for, and everything that follows is done before time goes on. */
export interface FakeClock extends Clock {
  /** Time passes. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** Someone sets the clock on the wall. */
  readonly set: (byMs: number) => Promise<void>;
  /** The machine sleeps: time passes outside, and no timer knows of it. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Everything is done that can be done now. */
  readonly settle: () => Promise<void>;
}

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
}

export function fakeClock(start: number): FakeClock {
  const waiters = new Set<Waiter>();
  let elapsed = 0;
  let wall = start;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const set = async (byMs: number): Promise<void> => {
    wall += byMs;
    await settle();
  };
  return {
    now: () => wall,
    elapsed: () => elapsed,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const waiter: Waiter = {
          at: elapsed + milliseconds,
          wake: () => {
            waiters.delete(waiter);
            signal.removeEventListener('abort', waiter.wake);
            resolve();
          },
        };
        waiters.add(waiter);
        signal.addEventListener('abort', waiter.wake, { once: true });
      }),
    pass: async (milliseconds) => {
      const end = elapsed + milliseconds;
      await settle();
      for (;;) {
        const [first] = [...waiters].sort((a, b) => a.at - b.at);
        if (first === undefined || first.at > end) break;
        wall += first.at - elapsed;
        elapsed = first.at;
        first.wake();
        await settle();
      }
      wall += end - elapsed;
      elapsed = end;
      await settle();
    },
    set,
    sleep: set,
    settle,
  };
}
