import { expect, test } from 'vitest';
import { fakeClock } from '../schedule/fake-clock.ts';
import { withinGrace } from './within-grace.ts';

test('work that ends in time has stopped', async () => {
  const clock = fakeClock(0);
  expect(await withinGrace(Promise.resolve(), { graceMs: 1000, clock })).toBe('stopped');
});

test('work that does not is left behind', async () => {
  const clock = fakeClock(0);
  const end = withinGrace(new Promise(() => undefined), { graceMs: 1000, clock });
  await clock.pass(1000);
  expect(await end).toBe('still-running');
});

test('work that fails in time fails', async () => {
  const clock = fakeClock(0);
  await expect(withinGrace(Promise.reject(new Error('no')), { graceMs: 1000, clock })).rejects.toThrow('no');
});
