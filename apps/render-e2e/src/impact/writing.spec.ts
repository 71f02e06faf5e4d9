import { describe, expect, test } from 'vitest';
import { longestGapWithin, writing, type Beat } from './writing.ts';

const commits = (...times: readonly number[]): readonly Beat[] => times.map((at) => ({ at, kind: 'committed' }));

describe('writing over a period', () => {
  test('a gap that begins before the period counts whole', () => {
    expect(writing(commits(0, 900, 1_000), { from: 500, to: 1_000 }).longestGapMs).toBe(900);
  });

  test('a gap that ends behind the period counts whole', () => {
    expect(writing(commits(0, 100, 5_000), { from: 0, to: 200 })).toEqual({
      commits: 2,
      failures: 0,
      longestGapMs: 4_900,
    });
  });

  test('gaps on either side of the period do not count', () => {
    expect(writing(commits(0, 3_000, 3_100, 9_000), { from: 3_050, to: 3_080 }).longestGapMs).toBe(100);
  });

  test('failures are counted and do not end a gap', () => {
    const beats: readonly Beat[] = [...commits(0), { at: 400, kind: 'failed' }, ...commits(800)];
    expect(writing(beats, { from: 0, to: 1_000 })).toEqual({ commits: 2, failures: 1, longestGapMs: 800 });
  });
});

test('a quiet gap lies between two commits of the quiet time, so that the pause before it is not taken for quiet', () => {
  expect(longestGapWithin(commits(0, 9_000, 9_100, 9_250), { from: 8_000, to: 10_000 })).toBe(150);
  expect(longestGapWithin(commits(0), { from: 0, to: 10 })).toBe(0);
});
