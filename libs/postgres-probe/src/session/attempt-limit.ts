/** How long an attempt to connect may take. Time that it waits for others of this process does not count. */
export interface AttemptLimit extends Disposable {
  /** Aborted when the time is over, or what it was made with is. */
  readonly signal: AbortSignal;
  readonly pause: () => void;
  /** All of the time from now on. */
  readonly restart: () => void;
}

export function attemptLimit(milliseconds: number, signal: AbortSignal): AttemptLimit {
  const over = new AbortController();
  const end = (): void => {
    over.abort();
  };
  let timer = setTimeout(end, milliseconds);
  const pause = (): void => {
    clearTimeout(timer);
  };
  return {
    signal: AbortSignal.any([signal, over.signal]),
    pause,
    restart: () => {
      pause();
      timer = setTimeout(end, milliseconds);
    },
    [Symbol.dispose]: pause,
  };
}
