import { expect, test } from 'vitest';
import { initialState } from './initial-state.ts';
import { holdState, type StateHolder } from './state-holder.ts';

const AT = new Date('2026-11-25T18:28:19Z');

function holder(): StateHolder {
  return holdState(initialState(AT), { now: () => AT, everyMs: 1 });
}

function commit(held: StateHolder, commits: number): void {
  held.change(({ writers }) => ({ writers: { ...writers, commits } }));
}

test('a state that was given does not change, and the next has a higher version', () => {
  const held = holder();
  const before = held.current();
  commit(held, 7);
  expect(before.writers.commits).toBe(0);
  expect(held.current().writers.commits).toBe(7);
  expect(held.current().version).toBeGreaterThan(before.version);
});

test('a state survives JSON', () => {
  const state = holder().current();
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

test('who reads changes gets the state at once, then the newest, and not each between', async () => {
  const held = holder();
  const ending = new AbortController();
  const seen: number[] = [];
  for await (const { writers } of held.changes(ending.signal)) {
    seen.push(writers.commits);
    if (writers.commits === 0) for (const commits of [1, 2, 3]) commit(held, commits);
    if (writers.commits === 3) ending.abort();
  }
  expect(seen).toEqual([0, 3]);
});

test('a reader who waits for a change ends with its signal', async () => {
  const ending = new AbortController();
  const reading = holder().changes(ending.signal)[Symbol.asyncIterator]();
  await reading.next();
  const next = reading.next();
  ending.abort();
  expect((await next).done).toBe(true);
});
