import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYamlSource, type SourceReading } from './yaml-source.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (bytes: Uint8Array | string): SourceReading =>
  readYamlSource({ path: 'cluster.yaml', bytes: typeof bytes === 'string' ? utf8(bytes) : bytes });

/** `line:column id` of every problem, or the value that was read. */
function verdict(bytes: Uint8Array | string): unknown {
  const reading = read(bytes);
  if (reading.kind === 'read') return reading.source.value;
  for (const { file, found, expected } of reading.problems) {
    expect(file).toBe('cluster.yaml');
    expect(found).not.toBe('');
    expect(expected).not.toBe('');
  }
  return reading.problems.map(({ line, column, id }) => `${line}:${column} ${id}`);
}

/** UTF-16 as Windows' editors save it. */
function utf16(text: string): Uint8Array {
  return new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer);
}

interface BadFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly problems: readonly string[];
}

describe('what is not one YAML map of plain values gives its own problem at its own place', () => {
  const files: readonly BadFile[] = [
    { name: 'an empty file', bytes: '', problems: ['1:1 not-a-map'] },
    { name: 'a file of comments', bytes: '# nothing\n\n# yet\n', problems: ['1:1 not-a-map'] },
    { name: 'a list at the top', bytes: '\n- a\n- b\n', problems: ['2:1 not-a-map'] },
    { name: 'a word', bytes: 'postgres\n', problems: ['1:1 not-a-map'] },
    { name: 'the word null', bytes: 'null\n', problems: ['1:1 not-a-map'] },
    { name: 'a bracket that nothing closes', bytes: 'a: 1\nb: [1, 2\nc: 3\n', problems: ['3:1 not-yaml'] },
    { name: 'a brace that nothing opens', bytes: 'a: 1\nb: }\n', problems: ['2:4 not-yaml'] },
    { name: 'a second colon', bytes: 'a: b: c\n', problems: ['1:4 not-yaml'] },
    { name: 'a value before a deeper block', bytes: 'a: 1\n  b: 2\n', problems: ['1:4 not-yaml'] },
    { name: 'a list entry among keys', bytes: 'a: 1\n- b\n', problems: ['2:1 not-yaml'] },
    { name: 'an at sign without quotes', bytes: 'a: @daily\n', problems: ['1:4 not-yaml'] },
    { name: 'a quote that nothing closes', bytes: 'a: 1\nb: "x\nc: 2\n', problems: ['2:4 not-yaml'] },
    { name: 'a single quote that nothing closes', bytes: "a: 1\nb:\n  c: 'x\nd: 2\n", problems: ['3:6 not-yaml'] },
    { name: 'an unknown escape', bytes: 'a: "\\q"\n', problems: ['1:5 not-yaml'] },
    { name: 'a tab as indentation', bytes: 'a:\n\tb: 1\n', problems: ['2:1 not-yaml'] },
    { name: 'a tab after spaces as indentation', bytes: 'a:\n  b: 1\n  \tc: 2\n', problems: ['3:3 not-yaml'] },
    { name: 'a second document', bytes: 'a: 1\n---\nb: 2\n', problems: ['2:1 not-yaml'] },
    { name: 'a second document that is empty', bytes: 'a: 1\n---\n', problems: ['2:1 not-yaml'] },
    { name: 'three documents', bytes: '---\na: 1\n---\nb: 2\n---\nc: 3\n', problems: ['3:1 not-yaml'] },
    { name: 'a document after an end', bytes: 'a: 1\n...\nb: 2\n', problems: ['3:1 not-yaml'] },
    { name: 'a key twice', bytes: 'a: 1\nb: 2\na: 3\n', problems: ['3:1 duplicate-key'] },
    { name: 'a key three times', bytes: 'a: 1\na: 2\na: 3\n', problems: ['2:1 duplicate-key', '3:1 duplicate-key'] },
    { name: 'a key twice in a block', bytes: 'a:\n  b: 1\n  b: 2\n', problems: ['3:3 duplicate-key'] },
    { name: 'a key twice in braces', bytes: 'a: { b: 1, b: 2 }\n', problems: ['1:12 duplicate-key'] },
    { name: 'a key twice, once in quotes', bytes: 'a: 1\n"a": 2\n', problems: ['2:1 duplicate-key'] },
    { name: 'a number and its text as keys', bytes: 'x:\n  17: 1\n  "17": 2\n', problems: ['3:3 duplicate-key'] },
    {
      name: 'a duplicate key and a later syntax error',
      bytes: 'a: 1\na: 2\nb: }\n',
      problems: ['2:1 duplicate-key', '3:4 not-yaml'],
    },
    { name: 'an anchor on a value', bytes: 'a: &x 1\n', problems: ['1:4 anchor'] },
    { name: 'an anchor on a block', bytes: 'a: &x\n  b: 1\n', problems: ['1:4 anchor'] },
    { name: 'an anchor on a list entry', bytes: 'a:\n  - &x 1\n', problems: ['2:5 anchor'] },
    { name: 'an anchor on a key', bytes: 'a: 1\n&x b: 2\n', problems: ['2:1 anchor'] },
    { name: 'an anchor on nothing', bytes: 'a: &x\n', problems: ['1:4 anchor'] },
    { name: 'an alias', bytes: 'a: &x 1\nb: *x\n', problems: ['1:4 anchor', '2:4 anchor'] },
    { name: 'an alias of nothing', bytes: 'a: *x\n', problems: ['1:4 anchor'] },
    { name: 'a merge key', bytes: 'a:\n  <<: { b: 1 }\n', problems: ['2:3 anchor'] },
    {
      name: 'a merge key with an alias',
      bytes: 'a: &x { b: 1 }\nc:\n  <<: *x\n',
      problems: ['1:4 anchor', '3:3 anchor', '3:7 anchor'],
    },
    { name: 'a tag of its own', bytes: 'a: !secret b\n', problems: ['1:4 tag'] },
    { name: 'a tag of YAML on a number', bytes: 'a: !!str 3\n', problems: ['1:4 tag'] },
    { name: 'a tag of YAML on a map', bytes: 'a: !!map { b: 1 }\n', problems: ['1:4 tag'] },
    { name: 'a tag of YAML on a list', bytes: 'a: !!seq [1]\n', problems: ['1:4 tag'] },
    { name: 'a tag for bytes', bytes: 'a: !!binary aGk=\n', problems: ['1:4 tag'] },
    { name: 'a tag on nothing', bytes: 'a: !!str\n', problems: ['1:4 tag'] },
    { name: 'a tag in full', bytes: 'a: !<tag:yaml.org,2002:str> x\n', problems: ['1:4 tag'] },
    { name: 'a tag on a key', bytes: 'a: 1\n!!str b: 2\n', problems: ['2:1 tag'] },
    { name: 'a tag and an anchor', bytes: 'a: !!str &x b\n', problems: ['1:4 anchor', '1:4 tag'] },
    { name: 'the version of another YAML', bytes: '%YAML 1.1\n---\na: on\n', problems: ['1:1 tag'] },
    { name: 'a directive below a comment', bytes: '# c\n\n%TAG !e! tag:e,2000:\n---\na: 1\n', problems: ['3:1 tag'] },
    { name: 'an infinity', bytes: 'a: 1\nb: .inf\n', problems: ['2:4 out-of-range'] },
    { name: 'a number that is none', bytes: 'a: [.nan]\n', problems: ['1:5 out-of-range'] },
    { name: 'more digits than a number keeps', bytes: 'a: 12345678901234567890\n', problems: ['1:4 out-of-range'] },
    { name: 'a list as a key', bytes: '[a]: 1\n', problems: ['1:1 key-not-text'] },
    { name: 'a map as a key', bytes: 'a:\n  ? { b: 1 }\n  : 2\n', problems: ['2:5 key-not-text'] },
    { name: 'no key', bytes: ': 1\n', problems: ['1:1 key-not-text'] },
    { name: 'null as a key', bytes: 'a: 1\n~: 2\n', problems: ['2:1 key-not-text'] },
    {
      name: 'a key that JavaScript keeps for itself',
      bytes: 'a: 1\n__proto__:\n  a: 2\n',
      problems: ['2:1 wrong-key'],
    },
    { name: 'a byte order mark', bytes: '\ufeffa: 1\n', problems: ['1:1 encoding'] },
    { name: 'a byte order mark further down', bytes: 'a: 1\n\ufeffb: 2\n', problems: ['2:1 invisible-character'] },
    { name: 'UTF-16 with its mark', bytes: utf16('\ufeffa: 1\n'), problems: ['1:1 encoding'] },
    { name: 'UTF-16 without its mark', bytes: utf16('a: 1\n'), problems: ['1:2 invisible-character'] },
    { name: 'Latin-1', bytes: Uint8Array.from([...utf8('a: 1\nb: caf'), 0xe9, 0x0a]), problems: ['2:7 encoding'] },
    {
      name: 'half a character at the end',
      bytes: Uint8Array.from([...utf8('a: é b'), 0xc3]),
      problems: ['1:7 encoding'],
    },
    {
      name: 'an encoded surrogate',
      bytes: Uint8Array.from([...utf8('a: '), 0xed, 0xa0, 0x80]),
      problems: ['1:4 encoding'],
    },
    { name: 'lines that end in CR LF', bytes: 'a: 1\r\nb: 2\r\n', problems: ['1:5 line-ends'] },
    { name: 'one line that ends in CR LF', bytes: 'a: 1\nbc: 2\r\nd: 3\n', problems: ['2:6 line-ends'] },
    { name: 'a NUL byte', bytes: 'a: 1\nb: x\u0000y\n', problems: ['2:5 invisible-character'] },
    { name: 'a bell', bytes: 'a: "\u0007"\n', problems: ['1:5 invisible-character'] },
    { name: 'a C1 control character', bytes: 'a: b\u0085c\n', problems: ['1:5 invisible-character'] },
    { name: 'a line separator', bytes: 'a: b\u2028c: d\n', problems: ['1:5 invisible-character'] },
  ];
  test.each(files)('$name', ({ bytes, problems }) => {
    expect(verdict(bytes)).toEqual(problems);
  });
});

describe('what is too much is refused once, where it becomes too much', () => {
  const levels = (opening: string, closing: string, count: number) =>
    `a: ${opening.repeat(count)}1${closing.repeat(count)}\n`;
  const stairs = (count: number) => Array.from({ length: count }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
  const files: readonly BadFile[] = [
    { name: '10 MB', bytes: `a: ${'x'.repeat(10_000_000)}\n`, problems: ['1:1 file-too-large'] },
    { name: '200,000 open brackets', bytes: '['.repeat(200_000), problems: ['1:25 nested-too-deeply'] },
    {
      name: '200,000 open brackets under a key',
      bytes: `a: ${'['.repeat(200_000)}`,
      problems: ['1:28 nested-too-deeply'],
    },
    { name: '100,000 closed brackets', bytes: levels('[', ']', 100_000), problems: ['1:28 nested-too-deeply'] },
    { name: '5,000 nested maps', bytes: levels('{a: ', '}', 5000), problems: ['1:100 nested-too-deeply'] },
    { name: '25 nested maps', bytes: levels('{a: ', '}', 25), problems: ['1:96 nested-too-deeply'] },
    { name: '5,000 lists on one line', bytes: `a:\n  ${'- '.repeat(5000)}1\n`, problems: ['2:51 nested-too-deeply'] },
    { name: '5,000 keys of keys', bytes: `${'? '.repeat(5000)}a\n`, problems: ['1:49 nested-too-deeply'] },
    { name: '600 stairs', bytes: `${stairs(600)} 1\n`, problems: ['25:25 nested-too-deeply'] },
  ];
  test.each(files)('$name', ({ bytes, problems }) => {
    expect(verdict(bytes)).toEqual(problems);
  });

  test('24 levels and a quarter of a megabyte are not too much', () => {
    expect(read(levels('{a: ', '}', 23))).toMatchObject({ kind: 'read' });
    expect(read(`a: ${'x'.repeat(256 * 1024 - 4)}\n`)).toMatchObject({ kind: 'read' });
    expect(verdict(`a: ${'x'.repeat(256 * 1024 - 3)}\n`)).toEqual(['1:1 file-too-large']);
  });

  test('brackets in text and comments are no nesting', () => {
    const text = '['.repeat(100);
    expect(verdict(`# ${text}\na: "${text}"\nb: x${text}\nc: |\n  ${text}\n`)).toEqual({
      a: text,
      b: `x${text}`,
      c: `${text}\n`,
    });
  });
});

describe('what people write is read', () => {
  test.each<{ readonly name: string; readonly text: string; readonly value: unknown }>([
    {
      name: 'comments, flow and block style',
      text: '# c\na: { b: [1, two, "3"] } # d\nc:\n  - d: ~\n',
      value: { a: { b: [1, 'two', '3'] }, c: [{ d: null }] },
    },
    { name: 'a document start and end', text: '---\na: 1\n...\n', value: { a: 1 } },
    { name: 'no newline at the end', text: 'a: 1', value: { a: 1 } },
    {
      name: 'the words of YAML 1.1 as text',
      text: 'a: on\nb: no\nc: 12:30:45\nd: 2026-01-01\n',
      value: { a: 'on', b: 'no', c: '12:30:45', d: '2026-01-01' },
    },
    { name: 'keys that are not text', text: '17: a\ntrue: b\n1.10: c\n', value: { 17: 'a', true: 'b', '1.10': 'c' } },
    { name: 'a percent sign in a block of text', text: 'a: |\n  %YAML 1.1\n', value: { a: '%YAML 1.1\n' } },
    { name: 'tabs between and inside values', text: 'a:\t"b\tc"\n', value: { a: 'b\tc' } },
    { name: 'other languages', text: 'a: Größe – 大きい 😀\n', value: { a: 'Größe – 大きい 😀' } },
    {
      name: 'keys named like parts of JavaScript',
      text: 'constructor: 1\ntoString: 2\n',
      value: { constructor: 1, toString: 2 },
    },
  ])('$name', ({ text, value }) => {
    expect(verdict(text)).toEqual(value);
  });
});

test('a problem of a nested value names its key, a problem of the file none', () => {
  const reading = read('services:\n  - name: &x a\n');
  expect(reading).toMatchObject({ kind: 'refused', problems: [{ at: 'services[0].name', found: 'the anchor &x' }] });
  expect(read('a: 1\na: 2\n')).toMatchObject({ problems: [{ found: 'the key a a second time' }] });
  expect(read('- a\n')).toMatchObject({ problems: [{ at: '', found: 'a list' }] });
});

describe('a value is located', () => {
  const reading = read('a: 1\nb:\n  c: [x, { d: y }]\n  e:\n    f: z\n"g h": 2\n');
  if (reading.kind === 'refused') throw new Error('the example is not YAML');
  const { source } = reading;
  test.each([
    { name: 'at its value', path: ['b', 'e', 'f'], line: 5, column: 8 },
    { name: 'in a flow list', path: ['b', 'c', 1, 'd'], line: 3, column: 15 },
    { name: 'behind a quoted key', path: ['g h'], line: 6, column: 8 },
    { name: 'at the key of a block', path: ['b', 'e'], line: 4, column: 3 },
    { name: 'at the nearest block that exists', path: ['b', 'e', 'nowhere', 'x'], line: 4, column: 3 },
    { name: 'at the top where nothing of it exists', path: ['nowhere'], line: 1, column: 1 },
  ])('$name', ({ path, line, column }) => {
    expect(source.locate(path)).toEqual({ line, column });
  });
  test('at its key on demand', () => {
    expect(source.locate(['a'], 'key')).toEqual({ line: 1, column: 1 });
    expect(source.locate(['b', 'c'], 'key')).toEqual({ line: 3, column: 3 });
  });
  test('and only what the file says is there', () => {
    expect([source.has(['b', 'c', 0]), source.has(['b', 'c', 2]), source.has(['constructor'])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

/** Every reading is either plain JSON or problems at places that the file has. */
function expectSoundReading(bytes: Uint8Array): void {
  const reading = read(bytes);
  if (reading.kind === 'read') {
    expect(JSON.parse(JSON.stringify(reading.source.value))).toEqual(reading.source.value);
    return;
  }
  expect(reading.problems.length).toBeGreaterThan(0);
  const lines = new TextDecoder().decode(bytes).split('\n').length;
  for (const { line, column } of reading.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
  }
}

test('any bytes are read or refused, never thrown over', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSoundReading), { numRuns: 2000 });
});

test('any YAML-like text is read or refused, never thrown over', () => {
  const marks = fc.constantFrom(
    ...'abc 1\n\t:-?[]{},&*!|>\'"%@`#~<.\\\u0000\u0085'.split(''),
    '  ',
    '\n  ',
    ': ',
    '- ',
    '? ',
    '---\n',
    '...\n',
    '<<: ',
    '!!str ',
    '&x ',
    '*x',
    '%YAML 1.1\n',
    '\r\n',
    '|2-\n',
    '__proto__: ',
    '.nan',
    '1e999',
    '\ufeff',
    '😀',
  );
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 40 }), (parts) => {
      expectSoundReading(utf8(parts.join('')));
    }),
    { numRuns: 5000 },
  );
});
