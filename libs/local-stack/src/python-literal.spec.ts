import { expect, test } from 'vitest';
import { pythonLiteral, type PythonValue } from './python-literal.ts';

test.each<{ readonly name: string; readonly value: PythonValue; readonly text: string }>([
  { name: 'nothing', value: null, text: 'None' },
  { name: 'a number', value: 0.25, text: '0.25' },
  { name: 'a number beyond 2^53', value: 7712180424689295207n, text: '7712180424689295207' },
  { name: 'lines', value: 'LABEL: x\n', text: String.raw`'LABEL: x\n'` },
  { name: 'an apostrophe', value: "it's", text: `"it's"` },
  { name: 'both quotes', value: `it's "so"`, text: String.raw`'it\'s "so"'` },
  { name: 'a backslash', value: String.raw`C:\x`, text: String.raw`'C:\\x'` },
  { name: 'letters of other scripts', value: 'Größe 東京', text: `'Größe 東京'` },
  {
    name: 'characters that cannot be seen',
    value: '\u0007\u00a0\u2028\u{e0001}',
    text: String.raw`'\x07\xa0\u2028\U000e0001'`,
  },
  { name: 'a list of tuples', value: [{ kind: 'tuple', items: ['fast', 16384] }], text: `[('fast', 16384)]` },
  { name: 'a tuple of one', value: { kind: 'tuple', items: [1] }, text: '(1,)' },
  { name: 'a dict', value: { kind: 'dict', entries: { data: { kind: 'dict', entries: {} } } }, text: `{'data': {}}` },
])('Python writes $name as $text', ({ value, text }) => {
  expect(pythonLiteral(value)).toBe(text);
});
