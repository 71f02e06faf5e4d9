import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Interrupted } from './interrupted.ts';
import { stopSignals, type Signalled } from './stop-signals.ts';

function signalled(): {
  readonly process: Signalled;
  readonly send: (name: string, atSeconds: number) => void;
  readonly exits: number[];
} {
  const events = new EventEmitter();
  const exits: number[] = [];
  let seconds = 0;
  return {
    process: {
      on: events.on.bind(events),
      off: events.off.bind(events),
      exit: (code) => exits.push(code),
      uptime: () => seconds,
    },
    send: (name, at) => {
      seconds = at;
      events.emit(name, name);
    },
    exits,
  };
}

test('the first signal asks to stop, and says which it was', () => {
  const { process, send, exits } = signalled();
  using stopping = stopSignals(process, { exitCode: 3 });
  expect(stopping.signal.aborted).toBe(false);
  send('SIGTERM', 10);
  expect(stopping.signal.reason).toEqual(new Interrupted('SIGTERM'));
  expect(exits).toEqual([]);
});

test('the same signal once more within a second is the same request', () => {
  const { process, send, exits } = signalled();
  using stopping = stopSignals(process, { exitCode: 3 });
  send('SIGINT', 10);
  send('SIGINT', 10.001);
  send('SIGTERM', 10.9);
  expect(stopping.signal.reason).toEqual(new Interrupted('SIGINT'));
  expect(exits).toEqual([]);
});

test('who asks again later does not want to wait: unknown, at once', () => {
  const { process, send, exits } = signalled();
  using stopping = stopSignals(process, { exitCode: 3 });
  send('SIGINT', 10);
  send('SIGINT', 11.5);
  expect(stopping.signal.aborted).toBe(true);
  expect(exits).toEqual([3]);
});

test('once it is disposed of, signals are no longer its own', () => {
  const { process, send } = signalled();
  const stopping = stopSignals(process, { exitCode: 3 });
  stopping[Symbol.dispose]();
  send('SIGINT', 10);
  expect(stopping.signal.aborted).toBe(false);
});

test('others can be heard as well, and something else can count as one', () => {
  const { process, send, exits } = signalled();
  using hearing = stopSignals(process, { exitCode: 3, names: ['SIGHUP'] });
  send('SIGINT', 5);
  expect(hearing.signal.aborted).toBe(false);
  hearing.stop('a closed terminal');
  expect(hearing.signal.reason).toEqual(new Interrupted('a closed terminal'));
  send('SIGHUP', 12);
  expect(exits).toEqual([3]);
});
