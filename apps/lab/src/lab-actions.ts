import type { ActionAnswer, LabActions, LabWork } from './lab.ts';
import type { StateHolder } from './state/state-holder.ts';
import type { WorkQueue } from './work-queue.ts';

const MOST_WAITING = 5;

/** What buttons do: it is begun, and whoever pressed sees in the state what comes of it. */
export function labActions({
  holder,
  queue,
  work,
}: {
  readonly holder: StateHolder;
  readonly queue: WorkQueue;
  readonly work: LabWork;
}): LabActions {
  const accept = (begin: () => Promise<unknown>): ActionAnswer => {
    const { blocked } = holder.current().buttons;
    if (blocked !== null) return { kind: 'refused', because: blocked };
    if (queue.length() >= MOST_WAITING) {
      return { kind: 'refused', because: `${MOST_WAITING} things wait already. Press again when some are done.` };
    }
    begin().catch((error: unknown) => {
      const because = error instanceof Error ? error.message : String(error);
      holder.change(({ proof }) => ({ proof: { ...proof, failed: because } }));
    });
    return { kind: 'accepted' };
  };
  return {
    breakCopy: (kind) => accept(() => work.breakCopy(kind)),
    backUpNow: () => accept(work.backUp),
    proveNow: () => accept(work.prove),
    failOver: (kind) => accept(() => work.failOver(kind)),
    askBot: (text) => {
      // it waits for nothing else
      void work.askBot(text);
      return { kind: 'accepted' };
    },
  };
}
