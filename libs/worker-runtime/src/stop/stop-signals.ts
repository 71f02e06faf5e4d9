import { Interrupted } from './interrupted.ts';

/** A key that is held, and npm, which passes on what its group got already, send a signal twice within a moment. */
const SAME_SIGNAL_MS = 1000;

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What is needed of a process. */
export interface Signalled {
  readonly on: (name: StopSignal, listener: (name: string) => void) => unknown;
  readonly off: (name: StopSignal, listener: (name: string) => void) => unknown;
  readonly exit: (code: number) => unknown;
  /** Seconds. */
  readonly uptime: () => number;
}

export interface StopSignals extends Disposable {
  readonly signal: AbortSignal;
  /** As if a signal had come, for another reason. @param name for people */
  readonly stop: (name: string) => void;
}

/**
 * The first signal asks to stop and to clean up. Who asks again, after a moment, does not want to wait for that: the process ends at once, and the next
 * run cleans up.
 * @param exitCode of a process that ends at once
 * @param names SIGINT and SIGTERM if not given
 */
export function stopSignals(
  process: Signalled,
  { exitCode, names = ['SIGINT', 'SIGTERM'] }: { readonly exitCode: number; readonly names?: readonly StopSignal[] },
): StopSignals {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const stop = (name: string): void => {
    const now = process.uptime() * 1000;
    if (askedAt === undefined) {
      askedAt = now;
      controller.abort(new Interrupted(name));
    } else if (now - askedAt > SAME_SIGNAL_MS) process.exit(exitCode);
  };
  names.forEach((name) => process.on(name, stop));
  return {
    signal: controller.signal,
    stop,
    [Symbol.dispose]: () => {
      names.forEach((name) => process.off(name, stop));
    },
  };
}
