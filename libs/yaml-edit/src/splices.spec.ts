import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Splice } from './edit.ts';
import { applySplices, compose, inOrder, offsetBefore } from './splices.ts';

/** Splices of a text of this length that do not overlap. */
function splicesOf(length: number): fc.Arbitrary<readonly Splice[]> {
  return fc
    .array(fc.tuple(fc.nat(length), fc.nat(length), fc.string({ maxLength: 3 })), { maxLength: 4 })
    .map((tuples) => tuples.map(([a, b, text]) => ({ start: Math.min(a, b), end: Math.max(a, b), text })))
    .map((splices) =>
      inOrder(splices).filter(({ start }, index, all) => all.slice(0, index).every(({ end }) => end <= start)),
    );
}

const twice = fc
  .string({ minLength: 1, maxLength: 12 })
  .chain((text) => fc.tuple(fc.constant(text), splicesOf(text.length)))
  .chain(([text, first]) =>
    fc.tuple(fc.constant(text), fc.constant(first), splicesOf(applySplices(text, first).length)),
  );

test('one list of splices does what two did, one after the other', () => {
  fc.assert(
    fc.property(twice, ([text, first, second]) => {
      const both = compose(text, first, second);
      expect(applySplices(text, both)).toBe(applySplices(applySplices(text, first), second));
      expect(both.every(({ start }, index) => start >= (both[index - 1]?.end ?? 0))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what a second edit undoes is no splice', () => {
  expect(compose('a: 1', [{ start: 3, end: 4, text: '2' }], [{ start: 3, end: 4, text: '1' }])).toEqual([]);
});

test('a place after splices is found where it was before them', () => {
  const splices = [
    { start: 2, end: 4, text: 'xxxx' },
    { start: 6, end: 6, text: '!' },
  ];
  expect(applySplices('01234567', splices)).toBe('01xxxx45!67');
  expect([0, 2, 4, 6, 7, 9, 10].map((offset) => offsetBefore(splices, offset))).toEqual([0, 2, 2, 4, 5, 6, 7]);
});
