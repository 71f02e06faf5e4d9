import { expect, test } from 'vitest';
import { passwordInText } from './password-file.ts';

const wanted = { host: 'h', port: 5432, database: 'd', user: 'u' };

test.each([
  { text: 'h:5432:d:u:secret', password: 'secret' },
  { text: '*:*:*:*:secret', password: 'secret' },
  { text: '# h:5432:d:u:no\nother:5432:d:u:no\nh:*:d:u:first\nh:*:d:u:second', password: 'first' },
  { text: 'h:5432:d:u:with\\:colon', password: 'with:colon' },
  { text: 'h:5432:d:other:no', password: undefined },
  { text: 'broken', password: undefined },
])('$text gives $password', ({ text, password }) => {
  expect(passwordInText(text, wanted)).toBe(password);
});
