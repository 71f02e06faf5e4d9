import type { ActionAnswer } from '../lab.ts';
import type { LabState } from '../lab-state.ts';
import type { ShownLab } from './serve-page.ts';

/** A lab for tests of the page: its state is what the test says, and it notes what was asked for. */
export interface FakeLab extends ShownLab {
  readonly become: (state: LabState) => void;
  readonly asked: readonly string[];
  /** How many read its changes at the moment. */
  readonly readers: () => number;
}

export function fakeLab(first: LabState, answer: ActionAnswer = { kind: 'accepted' }): FakeLab {
  let current = first;
  const asked: string[] = [];
  const wake = new Set<() => void>();
  const ask = (what: string): ActionAnswer => {
    asked.push(what);
    return answer;
  };
  return {
    asked,
    readers: () => wake.size,
    become: (state) => {
      current = state;
      for (const each of [...wake]) each();
    },
    state: () => current,
    changes,
    actions: {
      breakCopy: (kind) => ask(`break ${kind}`),
      backUpNow: () => ask('back up'),
      proveNow: () => ask('prove'),
      failOver: (kind) => ask(`fail over ${kind}`),
      askBot: (text) => ask(`ask the bot ${text}`),
    },
  };

  async function* changes(signal: AbortSignal): AsyncIterable<LabState> {
    let seen: LabState | undefined;
    for (;;) {
      if (signal.aborted) return;
      if (current !== seen) {
        seen = current;
        yield seen;
        continue;
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          wake.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        wake.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
  }
}
