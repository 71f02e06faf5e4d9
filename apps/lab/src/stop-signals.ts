/** A key that is held, and npm, which passes on what its group got already, send a signal twice within a moment. */
const SAME_SIGNAL_MS = 1000;
const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Name = (typeof NAMES)[number];

/** What is needed of a process. */
export interface Signalled {
  readonly on: (name: Name, listener: () => void) => unknown;
  readonly off: (name: Name, listener: () => void) => unknown;
  readonly exit: (code: number) => unknown;
  /** Seconds. */
  readonly uptime: () => number;
}

export interface StopSignals extends Disposable {
  readonly signal: AbortSignal;
  /** As if a signal had come: nobody reads what is said any more. */
  readonly stop: () => void;
}

/**
 * The first signal asks to end and to remove everything. Who asks again, after a moment, does not want to wait for that: the process ends at once, and
 * its guards remove everything.
 */
export function stopSignals(process: Signalled, { hastyExit }: { readonly hastyExit: number }): StopSignals {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const stop = (): void => {
    const now = process.uptime() * 1000;
    if (askedAt === undefined) {
      askedAt = now;
      controller.abort(new Error('The lab was asked to end.'));
    } else if (now - askedAt > SAME_SIGNAL_MS) process.exit(hastyExit);
  };
  NAMES.forEach((name) => process.on(name, stop));
  return {
    signal: controller.signal,
    stop,
    [Symbol.dispose]: () => {
      NAMES.forEach((name) => process.off(name, stop));
    },
  };
}
