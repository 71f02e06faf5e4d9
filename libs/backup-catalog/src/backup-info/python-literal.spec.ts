import { expect, test } from 'vitest';
import { parsePythonLiteral, type PythonValue } from './python-literal.ts';

const READ: readonly { readonly text: string; readonly value: PythonValue }[] = [
  { text: 'None', value: null },
  { text: 'True', value: true },
  { text: 'False', value: false },
  { text: '0', value: 0 },
  { text: '-17', value: -17 },
  { text: '16384L', value: 16384 },
  { text: '1_000', value: 1000 },
  { text: '7430000000000000001', value: 7430000000000000001n },
  { text: '1.5', value: 1.5 },
  { text: '1e-05', value: 1e-5 },
  { text: '.5', value: 0.5 },
  { text: '2.', value: 2 },
  { text: "''", value: '' },
  { text: `'it''s'`.replace("''", "\\'"), value: "it's" },
  { text: `"it's"`, value: "it's" },
  { text: `u'old'`, value: 'old' },
  { text: String.raw`'a\nb\tc\\d\"e\'f\rg\ah\bi\fj\vk'`, value: 'a\nb\tc\\d"e\'f\rg\x07h\bi\fj\vk' },
  { text: String.raw`'\x41\101\u00e4\U0001F418\0'`, value: 'AA\u00e4\u{1F418}\0' },
  { text: String.raw`'\q'`, value: '\\q' },
  { text: "'a\\\nb'", value: 'ab' },
  { text: '[]', value: [] },
  { text: '()', value: [] },
  { text: '(1)', value: 1 },
  { text: '(1,)', value: [1] },
  { text: '[1, 2, ]', value: [1, 2] },
  { text: " [ ('fast' , 16500 , '/ts/fa\\'st') ] ", value: [['fast', 16500, "/ts/fa'st"]] },
  { text: '{}', value: new Map() },
  {
    text: "{'a': {1: None}, 2: [True]}",
    value: new Map<PythonValue, PythonValue>([
      ['a', new Map([[1, null]])],
      [2, [true]],
    ]),
  },
];

test.each(READ)('$text is read', ({ text, value }) => {
  expect(parsePythonLiteral(text)).toEqual({ kind: 'value', value });
});

const REFUSED: readonly {
  readonly text: string;
  readonly offset: number;
  readonly found: string;
  readonly expected: string;
}[] = [
  { text: '', offset: 0, found: 'the end of the line', expected: 'a Python literal' },
  { text: 'none', offset: 0, found: '"none"', expected: 'a Python literal' },
  { text: '__import__("os")', offset: 0, found: '"__import__(\\"os\\")"', expected: 'a Python literal' },
  { text: '1 + 1', offset: 2, found: '"+ 1"', expected: 'the end of the value' },
  { text: "'abc", offset: 4, found: 'the end of the line', expected: "the closing ' of the string at 1" },
  { text: "['a' 'b']", offset: 5, found: '"\'b\']"', expected: '"," or "]"' },
  { text: '[1,,2]', offset: 3, found: '",2]"', expected: 'a Python literal' },
  { text: "{'a' 1}", offset: 5, found: '"1}"', expected: '":"' },
  { text: "{'a': 1 'b': 2}", offset: 8, found: `"'b': 2}"`, expected: '"," or "}"' },
  { text: "'\\x4'", offset: 1, found: '"\\\\x4\'"', expected: '\\x and 2 hexadecimal digits of a character' },
  {
    text: "'\\U00110000'",
    offset: 1,
    found: '"\\\\U00110000\'"',
    expected: '\\U and 8 hexadecimal digits of a character',
  },
  { text: "'\\N{DASH}'", offset: 1, found: '"\\\\N{DASH}\'"', expected: 'no character by its name' },
];

test.each(REFUSED)('$text is refused, with its place', ({ text, ...problem }) => {
  expect(parsePythonLiteral(text)).toEqual({ kind: 'malformed', ...problem });
});

test('nesting beyond any backup.info is refused and does not end the process', () => {
  expect(parsePythonLiteral('['.repeat(100_000))).toMatchObject({ kind: 'malformed', expected: 'at most 64 levels' });
});
