import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line } from '../story/line.ts';
import { linesOf, narrator } from './narrator.ts';

const KINDS = ['title', 'text', 'good', 'bad', 'aside'] as const;
const aLine = fc.record({
  kind: fc.constantFrom(...KINDS),
  text: fc.array(fc.stringMatching(/^[a-z/]{1,30}$/), { minLength: 1, maxLength: 40 }).map((words) => words.join(' ')),
});

test('no line is longer than the width, no word is lost, whatever is said', () => {
  fc.assert(
    fc.property(aLine, fc.integer({ min: 40, max: 100 }), (line, width) => {
      const printed = linesOf(line, { width, colours: false });
      for (const each of printed) expect(each.length).toBeLessThanOrEqual(width);
      expect(
        printed
          .join(' ')
          .replaceAll(/[✓✗]| +/g, ' ')
          .trim()
          .replaceAll(/ +/g, ' '),
      ).toBe(line.text);
    }),
  );
});

test('a key that is longer than the line stays whole', () => {
  const key = 'orders/wals/0000000100000000/000000010000000000000007.gz';
  const line: Line = { kind: 'text', text: `found in ${key} today` };
  expect(linesOf(line, { width: 40, colours: false })).toEqual(['   found in', `   ${key}`, '   today']);
});

test('colours change no character', () => {
  const line: Line = { kind: 'good', text: 'PROVEN' };
  const [coloured = ''] = linesOf(line, { width: 40, colours: true });
  expect(coloured).not.toBe(stripVTControlCharacters(coloured));
  expect([stripVTControlCharacters(coloured)]).toEqual(linesOf(line, { width: 40, colours: false }));
});

test('without a terminal nothing is printed but what is said', () => {
  let printed = '';
  const narrates = narrator({ write: (text) => (printed += text), columns: undefined, colours: false });
  narrates.status('proving');
  narrates.say({ kind: 'step', number: 1, text: 'A database at work' });
  narrates.status('');
  expect(printed).toBe('\n1  A database at work\n');
});

test('on a terminal the line of what goes on is written over, is not wider, and makes room for what is said', () => {
  const printed: string[] = [];
  const narrates = narrator({ write: (text) => printed.push(text), columns: () => 20, colours: false });
  narrates.status('proving the archive of this lab');
  narrates.status('proving');
  narrates.say({ kind: 'good', text: 'PROVEN' });
  narrates.status('');
  expect(printed).toEqual(['   proving the arch', '\r\u001b[2K', '   proving', '\r\u001b[2K', ' ✓ PROVEN\n']);
});
