import type { Clock } from '@postgres-ha/worker-runtime';

/** A dead man's switch: someone else raises the alarm when this stays away. So it is pushed only when the watchdog does what it is there for. */
export interface Heartbeat {
  readonly state: () => HeartbeatState;
  /** Ends when its signal is aborted. */
  readonly ended: Promise<void>;
}

export interface HeartbeatState {
  /** Milliseconds since 1970; undefined before the first. */
  readonly lastPushed: number | undefined;
  /** Why none was pushed when one was due; undefined where it was. */
  readonly held: string | undefined;
}

export interface HeartbeatOptions {
  readonly url: string;
  readonly intervalMs: number;
  /** Why it must not be pushed now; undefined when all is well. */
  readonly held: () => string | undefined;
  readonly push: (url: string, signal: AbortSignal) => Promise<Pushed>;
  readonly clock: Clock;
  readonly onChange: (state: HeartbeatState) => void;
  readonly signal: AbortSignal;
}

/** What came of a push: a status of HTTP, or a code of the system. */
export type Pushed = { readonly kind: 'taken' } | { readonly kind: 'not-taken'; readonly because: string };

/** Until the first one can be pushed it is looked again this often. */
const IMPATIENT_MS = 1000;

export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { url, intervalMs, held, push, clock, onChange, signal } = options;
  let state: HeartbeatState = { lastPushed: undefined, held: 'nothing was judged yet' };

  async function beat(): Promise<void> {
    const because = held() ?? (await pushed());
    if (signal.aborted) return;
    const next: HeartbeatState =
      because === undefined ? { lastPushed: clock.now(), held: undefined } : { ...state, held: because };
    const isNews = next.held !== state.held;
    state = next;
    if (isNews) onChange(next);
  }

  async function pushed(): Promise<string | undefined> {
    const result = await push(url, signal);
    return result.kind === 'taken' ? undefined : `it was not taken: ${result.because}`;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await beat();
      await clock.wait(state.lastPushed === undefined ? Math.min(IMPATIENT_MS, intervalMs) : intervalMs, signal);
    }
  }
  return { state: () => state, ended: run() };
}
