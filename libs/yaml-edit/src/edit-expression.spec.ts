import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEdit } from './edit-expression.ts';

test.each([
  { text: 'instances=5', edit: { kind: 'set', path: ['instances'], value: 5 } },
  { text: 'a.b-c=45s', edit: { kind: 'set', path: ['a', 'b-c'], value: '45s' } },
  { text: 'a=on', edit: { kind: 'set', path: ['a'], value: 'on' } },
  { text: 'a="5"', edit: { kind: 'set', path: ['a'], value: '5' } },
  { text: 'a=""', edit: { kind: 'set', path: ['a'], value: '' } },
  { text: 'a=null', edit: { kind: 'set', path: ['a'], value: null } },
  { text: 'a=true', edit: { kind: 'set', path: ['a'], value: true } },
  { text: 'a=0755', edit: { kind: 'set', path: ['a'], value: 755 } },
  { text: 'a=-0.5', edit: { kind: 'set', path: ['a'], value: -0.5 } },
  { text: 'a=x=y', edit: { kind: 'set', path: ['a'], value: 'x=y' } },
  { text: 'a=s3://bucket/path', edit: { kind: 'set', path: ['a'], value: 's3://bucket/path' } },
  { text: 'a=[x, {y: 1}]', edit: { kind: 'set', path: ['a'], value: ['x', { y: 1 }] } },
  { text: "a='it''s'", edit: { kind: 'set', path: ['a'], value: "it's" } },
  { text: 'services+={name: mail-svc}', edit: { kind: 'append', path: ['services'], value: { name: 'mail-svc' } } },
  { text: 'poolers.ro-', edit: { kind: 'delete', path: ['poolers', 'ro'] } },
  { text: 'services[2]-', edit: { kind: 'delete', path: ['services', 2] } },
  { text: 'labels["a=b-"]=c', edit: { kind: 'set', path: ['labels', 'a=b-'], value: 'c' } },
  { text: 'labels["a-"]-', edit: { kind: 'delete', path: ['labels', 'a-'] } },
])('$text', ({ text, edit }) => {
  expect(readEdit(text)).toEqual({ kind: 'edit', edit });
});

test.each([
  { text: 'a', found: /"a"/ },
  { text: '', found: /""/ },
  { text: '=1', found: /"=1"/ },
  { text: '-', found: /"-"/ },
  { text: 'a--', found: /"a--"/ },
  { text: 'a =1', found: /"a =1"/ },
  { text: 'a-=1', found: /"a-=1"/ },
  { text: 'a=', found: /no value/ },
  { text: 'a= ', found: /no value/ },
  { text: 'a=b: c', found: /a block where/ },
  { text: 'a=- b', found: /a block where/ },
  { text: 'a=|\n b', found: /a block of text/ },
  { text: 'a=b # c', found: /a comment/ },
  { text: 'a=[b, # c\n d]', found: /a comment/ },
  { text: 'a=&x b', found: /an anchor/ },
  { text: 'a=*x', found: /an alias/ },
  { text: 'a=!!str 5', found: /a tag/ },
  { text: 'a=[b', found: /not one YAML value/ },
  { text: 'a={b: 1, b: 2}', found: /not one YAML value/ },
  { text: 'a=--- b', found: /a document start/ },
  { text: 'a=b\n---\nc', found: /not one YAML value/ },
  { text: 'a={? [b] : 1}', found: /a key that is no word/ },
  { text: 'a=.inf', found: /lose digits/ },
  { text: 'a=12345678901234567890', found: /lose digits/ },
  { text: `a=${'['.repeat(50_000)}`, found: /not one YAML value/ },
])('$text is refused, with an example', ({ text, found }) => {
  const read = readEdit(text);
  expect(read).toMatchObject({ kind: 'refused', found: expect.stringMatching(found) as unknown });
  if (read.kind === 'refused') expect(`${read.expected} ${read.remedy}`).toMatch(/example|Write/);
});

test('every JSON value whose numbers are exact is read as it is', () => {
  const json = fc
    .jsonValue()
    // As JSON writes it: -0 is 0.
    .map((value) => JSON.parse(JSON.stringify(value)) as typeof value)
    .filter((value) => !/\u2028|\u2029|\u0085|-0|__proto__|\ufeff|\d{16}|\de\+/.test(JSON.stringify(value)));
  fc.assert(
    fc.property(json, (value) => {
      expect(readEdit(`a=${JSON.stringify(value)}`)).toEqual({
        kind: 'edit',
        edit: { kind: 'set', path: ['a'], value },
      });
    }),
  );
});
