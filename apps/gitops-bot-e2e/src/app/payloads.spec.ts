import { expect, test } from 'vitest';
import { readMany } from './payloads.ts';
import { realPayloads } from './real-payloads.ts';

test('no body of 5,000 that somebody could send brings the reading of webhooks down', () => {
  const real = realPayloads();
  expect(real.length).toBeGreaterThan(30);
  const { flaws, taken } = readMany(real, { count: 5000, seed: 1 });
  expect(flaws).toEqual([]);
  // Some are still what GitHub could send, or nothing was tried.
  expect(taken).toBeGreaterThan(3);
});
