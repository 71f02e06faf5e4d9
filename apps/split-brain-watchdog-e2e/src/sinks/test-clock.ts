import type { SinkClock } from '@postgres-ha/notification';

export interface TestClock extends SinkClock {
  readonly advance: (ms: number) => void;
  /** Time is up for every request that is under way. */
  readonly expire: () => void;
  readonly deadline: () => AbortSignal;
}

/** Whoever waits moves it on. */
export function testClock(start: string): TestClock {
  let now = Date.parse(start);
  let deadline = new AbortController();
  const advance = (ms: number): void => {
    now += ms;
  };
  return {
    now: () => new Date(now),
    advance,
    expire: () => {
      deadline.abort(new DOMException('It took too long', 'TimeoutError'));
      deadline = new AbortController();
    },
    deadline: () => deadline.signal,
    wait: (ms, signal) => {
      signal.throwIfAborted();
      advance(ms);
      return Promise.resolve();
    },
  };
}
