import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8 } from './utf8-order.ts';

test('texts are in the order of their bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('what is beyond the first plane comes behind all of it', () => {
  const texts = ['\u{10000}', '\ufffd', '\ue000', '\ud7ff', 'z', '/', '.', ''];
  expect(texts.toSorted(compareUtf8)).toEqual(['', '.', '/', 'z', '\ud7ff', '\ue000', '\ufffd', '\u{10000}']);
});
