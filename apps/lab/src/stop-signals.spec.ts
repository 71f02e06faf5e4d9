import { expect, test } from 'vitest';
import { stopSignals, type Signalled } from './stop-signals.ts';

function fakeProcess(): Signalled & { readonly send: (seconds: number) => void; readonly exits: readonly number[] } {
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  let at = 0;
  return {
    exits,
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    exit: (code) => exits.push(code),
    uptime: () => at,
    send: (seconds) => {
      at = seconds;
      [...listeners].slice(0, 1).forEach((listener) => {
        listener();
      });
    },
  };
}

test('the first signal asks to end, an echo of it is not heard, a later one ends at once', () => {
  const process = fakeProcess();
  using stopping = stopSignals(process, { hastyExit: 3 });
  process.send(10);
  expect(stopping.signal.aborted).toBe(true);
  process.send(10.5);
  expect(process.exits).toEqual([]);
  process.send(12);
  expect(process.exits).toEqual([3]);
});

test('signals are nobody’s business any more after disposal', () => {
  const process = fakeProcess();
  const stopping = stopSignals(process, { hastyExit: 3 });
  stopping[Symbol.dispose]();
  process.send(1);
  expect(stopping.signal.aborted).toBe(false);
});
