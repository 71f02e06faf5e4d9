import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evilText, isOurs, misfits, said, shape } from './example-texts.ts';
import { alive } from './markdown-alive.ts';

/** Each is read by a parser of GitHub's Markdown, a quarter of a second: HOSTILE_RUNS=1000 for a long look. */
const RUNS = Number(process.env['HOSTILE_RUNS'] ?? 60);

test('whatever strangers wrote, nothing of it comes to life, and all of it fits', () => {
  fc.assert(
    fc.property(fc.array(evilText, { minLength: 1, maxLength: 12 }), (values) => {
      const texts = said(values);
      expect(misfits(texts)).toEqual([]);
      for (const [name, text] of texts) expect([name, alive(text, isOurs)]).toEqual([name, []]);
    }),
    { numRuns: RUNS },
  );
});

test('what is around a text is what it would be around a harmless word', () => {
  const harmless = said(['word']).map(([, text]) => shape(text));
  // a text of nothing but marks has no place of its own, and one that is cut hides what comes after it
  const words = evilText.filter((value) => /[\p{L}\p{N}]/u.test(value) && value.length < 60 && !value.includes('\n'));
  fc.assert(
    fc.property(words, (value) => {
      expect(said([value]).map(([, text]) => shape(text))).toEqual(harmless);
    }),
    { numRuns: RUNS },
  );
});
