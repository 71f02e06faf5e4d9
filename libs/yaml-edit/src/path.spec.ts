import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPath, parsePath } from './path.ts';

test.each([
  { text: 'instances', path: ['instances'] },
  { text: 'a.b-c.d_e', path: ['a', 'b-c', 'd_e'] },
  { text: 'services[2].name', path: ['services', 2, 'name'] },
  { text: '[0][10]', path: [0, 10] },
  { text: 'images.postgresql.17', path: ['images', 'postgresql', '17'] },
  { text: 'labels["example.org/team"]', path: ['labels', 'example.org/team'] },
  { text: '["a\\"]b"].c', path: ['a"]b', 'c'] },
  { text: '["ends-"]', path: ['ends-'] },
])('$text is a path, and written so', ({ text, path }) => {
  expect(parsePath(text)).toEqual(path);
  expect(formatPath(path)).toBe(text);
});

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a[',
  'a[x]',
  'a[01]',
  'a[-1]',
  'a[0',
  'a.[0]',
  'a b',
  'a-',
  '-a',
  'a["b]',
  "a['b']",
  'a["\\x"]',
  'a]',
  'ä',
])('%j is no path', (text) => {
  expect(parsePath(text)).toBeUndefined();
});

test('every path is read as it was written', () => {
  const step = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.nat(999_999_999),
    fc.constantFrom('a', 'a-', '-', '0', 'a.b'),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (path) => {
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
  );
});
