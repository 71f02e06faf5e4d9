import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTurn, sampled, sampleOf } from './sampled.ts';

test('all have their turn, each once, and none of them is never anybody’s', () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 12 }), fc.string(), (count, every, row) => {
      const cases = [...Array(count).keys()];
      const turns = [...Array(every).keys()].map((from) => sampled(cases, row, { every, from }));
      expect(new Set(turns.flat())).toEqual(new Set(cases));
      if (count >= every) expect(turns.flat()).toHaveLength(count);
      if (count > 0) for (const turn of turns) expect(turn.length).toBeGreaterThan(0);
    }),
  );
});

test('without being told, all are tried; what is no number is refused', () => {
  expect(sampleOf({})).toEqual({ every: 1, from: 0 });
  expect(sampled([1, 2, 3], '', sampleOf({}))).toEqual([1, 2, 3]);
  expect(sampleOf({ SAMPLE: '4', SAMPLE_FROM: '123' })).toEqual({ every: 4, from: 123 });
  expect(() => sampleOf({ SAMPLE: 'few' })).toThrow('SAMPLE: found "few", expected a whole number');
});

test.each([
  { of: 4, each: 16 },
  { of: 4, each: 3 },
  { of: 2, each: 7 },
])('of $of that take turns, each comes with each of the $each that are sampled within it', ({ of, each }) => {
  const [turns, cases] = [of, each].map((count) => [...Array(count).keys()]) as [number[], number[]];
  const seen = new Set<string>();
  for (let from = 0; from < of * 5; from += 1) {
    const sample = { every: 5, from };
    for (const turn of inTurn(turns, of, sample))
      for (const one of sampled(cases, '', sample)) seen.add(`${turn} ${one}`);
  }
  expect(seen.size).toBe(of * each);
});

test('without a sample nothing waits for its turn', () => {
  expect(inTurn([1, 2, 3], 2, { every: 1, from: 7 })).toEqual([1, 2, 3]);
});
