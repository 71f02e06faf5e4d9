import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

const COMMENTS = Number(process.env['COMMENTS'] ?? 1_000_000);
const SEED = Number(process.env['COMMENT_SEED'] ?? 8);

test(`of ${COMMENTS} comments (COMMENT_SEED=${SEED}) two grammars take the same, and a third reader shows it as text`, () => {
  const { faults, readings } = fuzz({ comments: COMMENTS, seed: SEED, every: 50 });
  expect(faults).toEqual([]);
  expect(readings.none + readings.commands + readings.mistaken).toBe(COMMENTS);
  // Some 40 s on a machine that does nothing else.
}, 1_800_000);
