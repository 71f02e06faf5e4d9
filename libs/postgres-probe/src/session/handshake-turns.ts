/** Taken by one who shakes hands; to be given back. */
export type GiveBack = () => void;

/** `slow` for a member that did not come to an end with it the last time: such wait for each other only, and delay nobody else. */
export type Lane = 'usual' | 'slow';

/**
 * A thousand members that are connected to at once would share the processor until none of them is in time, and all would begin again. So
 * few shake hands at a time, in the order in which their servers took the connection; who does not take it waits for nobody's turn.
 */
const AT_ONCE: Readonly<Record<Lane, number>> = { usual: 12, slow: 4 };

interface LaneState {
  readonly waiting: (() => void)[];
  shaking: number;
}

const lanes: Readonly<Record<Lane, LaneState>> = {
  usual: { waiting: [], shaking: 0 },
  slow: { waiting: [], shaking: 0 },
};

/** @returns undefined when the signal was aborted before its turn came */
export function handshakeTurn(name: Lane, signal: AbortSignal): Promise<GiveBack | undefined> {
  const lane = lanes[name];
  return new Promise((resolve) => {
    const forgo = (): void => {
      lane.waiting.splice(lane.waiting.indexOf(begin), 1);
      resolve(undefined);
    };
    const begin = (): void => {
      signal.removeEventListener('abort', forgo);
      resolve(take(lane));
    };
    if (signal.aborted) {
      resolve(undefined);
      return;
    }
    if (lane.shaking < AT_ONCE[name]) {
      begin();
      return;
    }
    lane.waiting.push(begin);
    signal.addEventListener('abort', forgo, { once: true });
  });
}

function take(lane: LaneState): GiveBack {
  lane.shaking += 1;
  let given = false;
  return () => {
    if (given) return;
    given = true;
    lane.shaking -= 1;
    lane.waiting.shift()?.();
  };
}
