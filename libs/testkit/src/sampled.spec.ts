import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampled, sampleOf } from './sampled.ts';

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
