import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Edit, JsonValue } from './edit.ts';
import { editYaml } from './edit-yaml.ts';

function edited(text: string, ...edits: readonly Edit[]): string {
  const result = editYaml(text, edits);
  return result.kind === 'edited' ? result.text : expect.unreachable(JSON.stringify(result));
}

function refusedFor(text: string, ...edits: readonly Edit[]) {
  const result = editYaml(text, edits);
  return result.kind === 'refused' ? result.problems.map(({ id, path }) => `${id} ${path}`) : [result.kind];
}

describe('several edits', () => {
  test('are made one after the other, each on what the one before left', () => {
    const text = edited(
      'a: 1 # one\n',
      { kind: 'set', path: ['b', 'c'], value: 1 },
      { kind: 'insert', path: ['b', 'd'], value: [] },
      { kind: 'append', path: ['b', 'd'], value: 'x' },
      { kind: 'delete', path: ['a'] },
    );
    expect(text).toBe('b:\n  c: 1\n  d: [x]\n');
  });

  test('come back as splices of the original that do not touch each other', () => {
    const text = 'a: 1\nb: 2\nc: 3\n';
    const result = editYaml(text, [
      { kind: 'set', path: ['c'], value: 30 },
      { kind: 'set', path: ['a'], value: 10 },
      { kind: 'set', path: ['c'], value: 31 },
    ]);
    expect(result).toMatchObject({
      kind: 'edited',
      changes: [
        { start: 3, end: 4, text: '10' },
        { start: 13, end: 14, text: '31' },
      ],
    });
  });

  test('that undo each other leave the text as it is', () => {
    const there: Edit = { kind: 'set', path: ['a'], value: 2 };
    expect(editYaml('a: 1\n', [there, { ...there, value: 1 }])).toEqual({ kind: 'unchanged' });
    expect(editYaml('a: 1\n', [])).toEqual({ kind: 'unchanged' });
  });

  test('are refused together, with the problems of all, at places of the original', () => {
    const result = editYaml('a: 1\nb: [x]\n', [
      { kind: 'set', path: ['a'], value: 'a longer text' },
      { kind: 'delete', path: ['x'] },
      { kind: 'delete', path: ['b', 'y'] },
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { id: 'path-not-found', path: 'x', line: 1, column: 1 },
        { id: 'path-not-a-map', path: 'b.y', line: 2, column: 1 },
      ],
    });
  });
});

describe('what is refused', () => {
  test.each<{ readonly text: string; readonly edit: Edit; readonly problem: string }>([
    { text: 'a: 1\n', edit: { kind: 'set', path: [], value: 1 }, problem: 'path-not-found ' },
    { text: 'a: 1\n', edit: { kind: 'delete', path: ['b'] }, problem: 'path-not-found b' },
    { text: 'a: [1]\n', edit: { kind: 'set', path: ['a', 1], value: 1 }, problem: 'path-not-found a[1]' },
    { text: 'a:\n', edit: { kind: 'set', path: ['a', 0], value: 1 }, problem: 'path-not-found a[0]' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['b', 0], value: 1 }, problem: 'path-not-found b[0]' },
    { text: 'a: 1\n', edit: { kind: 'insert', path: ['a'], value: 1 }, problem: 'path-exists a' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['a', 'b'], value: 1 }, problem: 'path-not-a-map a.b' },
    { text: '- 1\n', edit: { kind: 'set', path: ['0'], value: 1 }, problem: 'path-not-a-map 0' },
    { text: 'a: {"0": 1}\n', edit: { kind: 'set', path: ['a', 0], value: 1 }, problem: 'path-not-a-list a[0]' },
    { text: 'a: 1\n', edit: { kind: 'append', path: ['a'], value: 1 }, problem: 'path-not-a-list a' },
    { text: 'a: 1\n', edit: { kind: 'append', path: [], value: 1 }, problem: 'path-not-a-list ' },
    { text: 'x: &x {}\na: {<<: *x}\n', edit: { kind: 'delete', path: ['a', '<<'] }, problem: 'path-merge-key a["<<"]' },
    { text: 'a: 1\n', edit: { kind: 'insert', path: ['<<'], value: 1 }, problem: 'path-merge-key ["<<"]' },
    { text: 'a: !!map\n  b: 1\n', edit: { kind: 'set', path: ['a', 'b'], value: 2 }, problem: 'path-tagged a.b' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['a'], value: Infinity }, problem: 'value-not-json a' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['a'], value: '\ud800' }, problem: 'value-not-json a' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['a'], value: { '<<': 1 } }, problem: 'value-not-json a' },
    { text: 'a: 1\n', edit: { kind: 'set', path: ['__proto__'], value: 1 }, problem: 'value-not-json __proto__' },
    {
      text: 'a: 1\n',
      edit: { kind: 'set', path: ['k'.repeat(200)], value: 1 },
      problem: `value-not-json ${'k'.repeat(200)}`,
    },
    { text: 'a: *b\n', edit: { kind: 'set', path: ['c'], value: 1 }, problem: 'not-yaml ' },
    { text: 'on: 1\n', edit: { kind: 'insert', path: ['true'], value: 1 }, problem: 'edited' },
    { text: 'just text\n', edit: { kind: 'set', path: ['a'], value: 1 }, problem: 'path-not-a-map a' },
    { text: '- a\n', edit: { kind: 'append', path: [0, 'b'], value: 1 }, problem: 'path-not-a-map [0].b' },
  ])('$edit.kind $edit.path in $text: $problem', ({ text, edit, problem }) => {
    const [found] = refusedFor(text, edit);
    expect(found).toBe(problem);
  });

  test('every problem says where, what was found, what was expected and what to do', () => {
    const result = editYaml('a:\n  - {b: 1}\n', [{ kind: 'set', path: ['a', 0, 'b', 'c'], value: 1 }]);
    expect(result).toEqual({
      kind: 'refused',
      problems: [
        {
          id: 'path-not-a-map',
          line: 2,
          column: 9,
          path: 'a[0].b.c',
          found: '1',
          expected: 'a block of keys for "c"',
          remedy: 'Set the whole value instead.',
        },
      ],
    });
  });
});

describe('a deleted key', () => {
  test('takes the comment on its line with it, and leaves those of its neighbours', () => {
    expect(edited('# a\na: 1 # one\n# b\nb: 2 # two\n# end\n', { kind: 'delete', path: ['b'] })).toBe(
      '# a\na: 1 # one\n# b\n# end\n',
    );
  });

  test('leaves an empty map behind when it was the last, never null', () => {
    expect(edited('a:\n  b: 1\n', { kind: 'delete', path: ['a', 'b'] })).toBe('a: {}\n');
    expect(edited('a: 1\n', { kind: 'delete', path: ['a'] })).toBe('{}\n');
    expect(edited('- - a # own\n', { kind: 'delete', path: [0, 0] })).toBe('- []\n');
    expect(edited('a: [ x ]\n', { kind: 'delete', path: ['a', 0] })).toBe('a: []\n');
  });
});

describe('a value', () => {
  const text = fc
    .oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[-\d.:_+exoTZ]{1,12}$/))
    .filter((each) => each.isWellFormed());
  const value: fc.Arbitrary<JsonValue> = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (each === 0 ? 0 : each)),
  );

  test.each([
    'a: x\n',
    "a: 'x'\n",
    'a: "x"\n',
    'a: [x]\n',
    'a: {k: x}\n',
    'a:\n  - x\n',
    'a: |\n  x\nb: 1\n',
    'a:\n',
    'b: 1\n',
  ])('is read back by every reader, wherever it is put: %j', (before) => {
    fc.assert(
      fc.property(value, (each) => {
        const isList = Array.isArray((parse(before) as { readonly a?: unknown }).a);
        const path = before.includes('k:') ? ['a', 'k'] : isList ? ['a', 0] : ['a'];
        const result = editYaml(before, [{ kind: 'set', path, value: each }]);
        if (result.kind === 'unchanged') return;
        const after = result.kind === 'edited' ? result.text : expect.unreachable(JSON.stringify(result));
        const read = (root: unknown) => path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], root);
        expect(read(parse(after))).toStrictEqual(each);
        expect(read(parse(after, { version: '1.1' }))).toStrictEqual(each);
        expect(read(load(after))).toStrictEqual(each);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps the quotes that were there, as long as they can hold it', () => {
    const set = (before: string, to: JsonValue) =>
      edited(`a: ${before} # why\n`, { kind: 'set', path: ['a'], value: to });
    expect(set("'on'", 'off')).toBe("a: 'off' # why\n");
    expect(set('"on"', 'off')).toBe('a: "off" # why\n');
    expect(set('replica', 'logical')).toBe('a: logical # why\n');
    expect(set('30s', '45s')).toBe('a: 45s # why\n');
    expect(set('1.30.0', '1.31.0')).toBe('a: 1.31.0 # why\n');
    expect(set('replica', 'off')).toBe('a: "off" # why\n');
    expect(set("'x'", 'two\nlines')).toBe('a: "two\\nlines" # why\n');
    expect(set("'17'", 18)).toBe('a: 18 # why\n');
  });

  test('that YAML 1.2 reads as asked and YAML 1.1 does not is written so that both do', () => {
    expect(edited('a: on\n', { kind: 'set', path: ['a'], value: 'on' })).toBe('a: "on"\n');
    expect(editYaml('a: "on"\n', [{ kind: 'set', path: ['a'], value: 'on' }])).toEqual({ kind: 'unchanged' });
  });

  test('that is the same but for the order of its keys is left as it is written', () => {
    expect(editYaml('a: { b: 1, c: [2] }\n', [{ kind: 'set', path: ['a'], value: { c: [2], b: 1 } }])).toEqual({
      kind: 'unchanged',
    });
  });
});
