import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitChapters, inBytes, inUnits, linesThatFit, type RankedChapter } from './room.ts';

test('bytes are those of UTF-8, of halves of characters too', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units);
      expect(inBytes(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});

test('lines are whole, with their ends', () => {
  expect(linesThatFit(['ab', 'cd', 'ef'], { most: 6, measure: inUnits })).toEqual(['ab', 'cd']);
  expect(linesThatFit(['ab', 'cd'], { most: 5, measure: inUnits })).toEqual(['ab']);
});

test('what does not fit is not looked at', () => {
  const seen: string[] = [];
  linesThatFit(
    (function* () {
      for (const line of ['a'.repeat(10), 'b', 'c']) {
        seen.push(line);
        yield line;
      }
    })(),
    { most: 5, measure: inUnits },
  );
  expect(seen).toEqual(['a'.repeat(10)]);
});

const filling =
  (letter: string, wish: number): RankedChapter['text'] =>
  ({ most }) =>
    letter.repeat(Math.min(wish, most));

test('chapters stand in their order, and those of lower rank have all they want first', () => {
  const chapters = [
    { rank: 2, least: 0, text: filling('a', 100) },
    { rank: 1, least: 0, text: filling('b', 10) },
    { rank: 3, least: 5, text: filling('c', 100) },
  ];
  expect(fitChapters(chapters, { most: 40, measure: inUnits })).toBe(
    ['a'.repeat(19), 'b'.repeat(10), 'c'.repeat(5)].join('\n\n'),
  );
});

test('a chapter that takes more than it was given is left out, and all of it always fits', () => {
  const chapter = fc.record({ rank: fc.nat(3), least: fc.nat(20), wish: fc.nat(60), extra: fc.constantFrom(0, 0, 1) });
  fc.assert(
    fc.property(fc.array(chapter), fc.nat(100), (wishes, most) => {
      const chapters = wishes.map(({ rank, least, wish, extra }) => ({
        rank,
        least,
        text: ({ most: room }: { readonly most: number }) => 'ü'.repeat(Math.min(wish, Math.floor(room / 2)) + extra),
      }));
      expect(inBytes(fitChapters(chapters, { most, measure: inBytes }))).toBeLessThanOrEqual(most);
    }),
  );
});
