/** Does one thing after the other. What was begun is waited for by disposal; what waits then is not begun any more. */
export interface WorkQueue extends AsyncDisposable {
  /** @throws what the work throws, and when the queue is disposed of before it was begun */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** How much waits or runs. */
  readonly length: () => number;
}

/** @param onLength is told whenever that changes */
export function createWorkQueue(onLength: (length: number) => void): WorkQueue {
  let last: Promise<unknown> = Promise.resolve();
  let length = 0;
  let isOpen = true;
  const count = (change: 1 | -1): void => {
    length += change;
    onLength(length);
  };
  return {
    length: () => length,
    run: (work) => {
      count(1);
      const done = last.then(async () => {
        try {
          if (!isOpen) throw new Error('The lab ends.');
          return await work();
        } finally {
          count(-1);
        }
      });
      last = done.catch(() => undefined);
      return done;
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      await last;
    },
  };
}
