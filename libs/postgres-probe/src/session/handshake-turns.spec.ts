import { describe, expect, test } from 'vitest';
import { handshakeTurn, type GiveBack, type Lane } from './handshake-turns.ts';

const never = new AbortController().signal;

/** Those whose turn has come until now. */
function wanted(count: number, lane: Lane, signal: AbortSignal = never): readonly GiveBack[] {
  const begun: GiveBack[] = [];
  for (let number = 0; number < count; number++) {
    void handshakeTurn(lane, signal).then((giveBack) => {
      if (giveBack !== undefined) begun.push(giveBack);
    });
  }
  return begun;
}

async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}

/** Until nobody waits or shakes hands any more. */
async function giveAllBack(...all: readonly (readonly GiveBack[])[]): Promise<void> {
  let before: number;
  do {
    before = all.flat().length;
    for (const giveBack of all.flat()) giveBack();
    await settled();
  } while (before !== all.flat().length);
}

describe('handshakes in turn', () => {
  test('few at a time, and the next when one has come to its end', async () => {
    const begun = wanted(30, 'usual');
    await settled();
    const first = begun.length;
    expect(first).toBeLessThan(30);
    begun[0]?.();
    begun[0]?.();
    await settled();
    expect(begun).toHaveLength(first + 1);
    await giveAllBack(begun);
    expect(begun).toHaveLength(30);
  });

  test('members that did not come to an end the last time delay no other', async () => {
    const stuck = wanted(100, 'slow');
    await settled();
    const usual = wanted(1, 'usual');
    await settled();
    expect(usual).toHaveLength(1);
    await giveAllBack(stuck, usual);
  });

  test('who gives up while it waits takes nobody else the turn', async () => {
    const held = wanted(30, 'slow');
    await settled();
    const first = held.length;
    const giveUp = new AbortController();
    const gone = wanted(5, 'slow', giveUp.signal);
    const last = wanted(1, 'slow');
    giveUp.abort();
    await settled();
    await giveAllBack(held, last);
    expect({ held: held.length, gone: gone.length, last: last.length }).toEqual({ held: 30, gone: 0, last: 1 });
    expect(first).toBeLessThan(30);
  });
});
