import { setTimeout } from 'node:timers/promises';
import type { LabState } from '../lab-state.ts';

/** The one place where the state of the lab lives. States are values: a change makes another. */
export interface StateHolder {
  readonly current: () => LabState;
  readonly change: (change: (state: LabState) => Partial<LabState>) => void;
  readonly changes: (signal: AbortSignal) => AsyncIterable<LabState>;
}

export interface HolderOptions {
  readonly now: () => Date;
  /** At least so long between two states that one reader gets. */
  readonly everyMs: number;
}

export function holdState(initial: LabState, { now, everyMs }: HolderOptions): StateHolder {
  let state = initial;
  let waiting: (() => void)[] = [];

  async function* changes(signal: AbortSignal): AsyncGenerator<LabState> {
    let given = -1;
    while (!signal.aborted) {
      if (state.version === given) await nextChange(signal);
      if (isAborted(signal)) return;
      given = state.version;
      yield state;
      await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
  const nextChange = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      signal.addEventListener('abort', go, { once: true });
      waiting.push(go);
    });
  return {
    current: () => state,
    change: (change) => {
      state = { ...state, ...change(state), version: state.version + 1, at: now().toISOString() };
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    changes,
  };
}

/** Of a signal that may have been aborted meanwhile, which the compiler does not expect. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
