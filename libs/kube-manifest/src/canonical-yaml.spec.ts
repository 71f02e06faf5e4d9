import fc from 'fast-check';
import { load as loadAsJsYaml } from 'js-yaml';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { canonicalYaml } from './canonical-yaml.ts';

/** Words, numbers and marks that some YAML reader takes for something other than a string. */
const HOSTILE = [
  ...[
    'on',
    'Off',
    'YES',
    'no',
    'y',
    'N',
    'true',
    'False',
    'null',
    'Null',
    '~',
    '',
    ' ',
    '.inf',
    '-.INF',
    '.nan',
    'nan',
    'e0',
    'E+5',
  ],
  ...[
    '0755',
    '0o755',
    '0x1F',
    '1_000',
    '12:30:45',
    '190:20:30',
    '1e3',
    '1E+3',
    '+1',
    '-0',
    '.5',
    '5.',
    '2026-01-01',
    '0b101',
  ],
  ...[
    '2026-01-01T02:00:00Z',
    '=',
    '<<',
    '- a',
    '? a',
    ': a',
    'a: b',
    'a #b',
    '#',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%YAML 1.1',
  ],
  ...[
    '@a',
    '`a',
    '{a}',
    '[a]',
    'a,b',
    "'a'",
    '"a"',
    '---',
    '...',
    '--- a',
    'a\nb',
    'a\n',
    '\na',
    'a\n\n',
    ' a\nb\n',
    'a\n b\nc\n',
  ],
  ...[
    'a\tb\n',
    'a \nb\n',
    'a\r\nb',
    '\r',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u0000',
    '\u007f',
    'ä',
    '😀',
    '\ud800',
    'a:',
    'a:b',
    '{{ .x }}',
  ],
  ...[
    'host all all all reject\nhostssl all all all scram\n',
    'x'.repeat(1100),
    `${'x '.repeat(600)}\ny\n`,
    '"\\',
    '\\n',
    'a\n---\nb\n',
  ],
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...HOSTILE, ' ', '\n', ':', '#', '-', 'a'), { maxLength: 5 }).map((parts) => parts.join('')),
);
const key = text.filter((value) => value !== '__proto__' && value.length < 300); // Kubernetes allows 317 at most

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('a YAML 1.2 reader, a YAML 1.1 reader and a second library read back what was written', () => {
  fc.assert(
    fc.property(value, (written) => {
      const yaml = canonicalYaml(written);
      expect(parse(yaml, { version: '1.2', uniqueKeys: true })).toEqual(written);
      expect(parse(yaml, { version: '1.1', uniqueKeys: true })).toEqual(written);
      expect(loadAsJsYaml(yaml)).toEqual(written);
    }),
    { numRuns: 3000 },
  );
});

test.each(HOSTILE.map((hostile) => ({ hostile })))(
  'the hostile string $hostile stays a string as value, item and key',
  ({ hostile }) => {
    const written = {
      value: hostile,
      list: [hostile, [hostile]],
      ...(hostile.length < 300 && { [`k${hostile}`]: { [hostile]: hostile } }),
    };
    for (const version of ['1.1', '1.2'] as const) expect(parse(canonicalYaml(written), { version })).toEqual(written);
  },
);

test('the order in which keys were given never changes the bytes', () => {
  const shuffled = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(shuffled);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node)
        .reverse()
        .map(([name, child]) => [name, shuffled(child)]),
    );
  };
  fc.assert(
    fc.property(value, (written) => {
      expect(canonicalYaml(shuffled(written))).toBe(canonicalYaml(written));
    }),
  );
});

test('identity comes first, then keys in code unit order, and absent keys are left out', () => {
  const object = {
    spec: { b: undefined, a: [{ x: 1, name: 'first' }] },
    metadata: { name: 'm' },
    kind: 'Cluster',
    apiVersion: 'v1',
  };
  expect(canonicalYaml(object)).toBe(`apiVersion: v1
kind: Cluster
metadata:
  name: m
spec:
  a:
  - name: first
    x: 1
`);
});

test('maps of few and of many keys are ordered alike', () => {
  for (const count of [2, 31, 32, 33, 40]) {
    const keys = Array.from({ length: count }, (_, position) => `k${String((position * 7) % count).padStart(2, '0')}`);
    const written = canonicalYaml(Object.fromEntries([...keys, 'name', 'kind'].map((key) => [key, 1])));
    const order = written.split('\n').map((line) => line.split(':')[0]);
    expect(order).toEqual(['kind', 'name', ...[...new Set(keys)].sort(), '']);
  }
});

test('what JSON cannot hold is refused, not written as something else', () => {
  for (const bad of [NaN, Infinity, 1n, () => 1, Symbol('s')]) expect(() => canonicalYaml({ bad })).toThrow(TypeError);
});

test('a key longer than YAML lets stand before a colon is refused', () => {
  expect(() => canonicalYaml({ ['k'.repeat(1025)]: 1 })).toThrow(TypeError);
});

test('a cycle is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  expect(() => canonicalYaml(cycle)).toThrow(TypeError);
});

test('a text of indented lines stands in lines, and comes back as it was', () => {
  expect(canonicalYaml({ data: { text: '{\n "a": [\n  1\n ]\n}\n' } })).toBe(
    'data:\n  text: |\n    {\n     "a": [\n      1\n     ]\n    }\n',
  );
  const line = fc.stringMatching(/^ {0,3}(?:[!-~]{0,4}| ?)$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('', '\n', '\n\n', ' '), (lines, end) => {
      const text = lines.join('\n') + end;
      const written = canonicalYaml({ outer: { text }, after: 1 });
      expect(loadAsJsYaml(written)).toEqual({ outer: { text }, after: 1 });
      expect(parse(written, { version: '1.1' })).toEqual({ outer: { text }, after: 1 });
    }),
    { numRuns: 2000 },
  );
});
