import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { REAL_BODIES } from './real-bodies.ts';

const SEED = Number(process.env['COMMENT_SEED'] ?? 20_261_126);

test(`of 20,000 comments (COMMENT_SEED=${SEED}) two grammars take the same, and a third reader shows it as text`, () => {
  const { faults, readings } = fuzz({ comments: 20_000, seed: SEED, every: 20 });
  expect(faults).toEqual([]);
  // Or else this would prove little.
  expect(Math.min(readings.none, readings.commands, readings.mistaken)).toBeGreaterThan(1000);
});

test('there are real texts to mutate', () => {
  expect(REAL_BODIES.length).toBeGreaterThan(10);
});
