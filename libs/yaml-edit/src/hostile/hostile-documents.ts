import type { Edit, EditProblemId } from '../edit.ts';

/** A document that programs tend to spoil, an edit of it, and exactly what must come of that. */
export interface HostileDocument {
  readonly name: string;
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly outcome: { readonly text: string } | { readonly refused: EditProblemId; readonly line: number };
}

/** Written by hand, with the bytes that matter in sight: no editor, Git or formatter can straighten them. */
export const HOSTILE_DOCUMENTS: readonly HostileDocument[] = [
  {
    name: 'CR LF, a value',
    text: 'a: 1\r\nb:\r\n  c: x # why\r\n',
    edits: [{ kind: 'set', path: ['b', 'c'], value: 'z' }],
    outcome: { text: 'a: 1\r\nb:\r\n  c: z # why\r\n' },
  },
  {
    name: 'CR LF, new lines',
    text: 'list:\r\n  - x\r\n# end\r\n',
    edits: [{ kind: 'append', path: ['list'], value: { a: 1, b: 'two\nlines\n' } }],
    outcome: { text: 'list:\r\n  - x\r\n  - a: 1\r\n    b: |\r\n      two\r\n      lines\r\n# end\r\n' },
  },
  {
    name: 'both kinds of line ends',
    text: 'a: 1\r\nb: 2\nc: 3\r\n',
    edits: [
      { kind: 'delete', path: ['b'] },
      { kind: 'insert', path: ['d'], value: 4 },
    ],
    outcome: { text: 'a: 1\r\nc: 3\r\nd: 4\r\n' },
  },
  {
    name: 'a byte order mark',
    text: '\ufeffa: 1\nb: 2\n',
    edits: [
      { kind: 'delete', path: ['a'] },
      { kind: 'set', path: ['b'], value: 3 },
    ],
    outcome: { text: '\ufeffb: 3\n' },
  },
  {
    name: 'a carriage return alone',
    text: 'a: 1\rb: 2\n',
    edits: [{ kind: 'set', path: ['a'], value: 2 }],
    outcome: { refused: 'line-ends-unclear', line: 1 },
  },
  {
    name: 'a line separator in a comment, where some readers begin a line',
    text: 'a: 1\n# see\u2028b: 2\n',
    edits: [{ kind: 'set', path: ['a'], value: 2 }],
    outcome: { refused: 'line-ends-unclear', line: 2 },
  },
  {
    name: 'no line end at the end, a key more',
    text: 'a: 1\nb: 2 # last',
    edits: [{ kind: 'insert', path: ['c'], value: '3' }],
    outcome: { text: 'a: 1\nb: 2 # last\nc: "3"' },
  },
  {
    name: 'no line end at the end, the last key gone',
    text: 'a: 1 # first\nb: 2 # last',
    edits: [{ kind: 'delete', path: ['b'] }],
    outcome: { text: 'a: 1 # first' },
  },
  {
    name: 'tabs where YAML allows them',
    text: 'a:\t1\t# one\nb: {\tc:\t2\t}\n',
    edits: [
      { kind: 'set', path: ['a'], value: 'x' },
      { kind: 'set', path: ['b', 'c'], value: 3 },
    ],
    outcome: { text: 'a:\tx\t# one\nb: {\tc:\t3\t}\n' },
  },
  {
    name: 'a tab as indentation',
    text: 'a:\n\tb: 1\n',
    edits: [{ kind: 'set', path: ['a', 'b'], value: 2 }],
    outcome: { refused: 'not-yaml', line: 2 },
  },
  {
    name: 'columns aligned by hand',
    text: 'short:      1    # one\nmuch_longer: 22  # two\n',
    edits: [{ kind: 'set', path: ['short'], value: 333 }],
    outcome: { text: 'short:      333    # one\nmuch_longer: 22  # two\n' },
  },
  {
    name: 'octal numbers and other spellings on lines not meant',
    text: 'mode: 0755\nhex: 0x1F\nfloat: 1.50\nexp: 1e3\nnull_: ~\nyes_: Yes\nx: 1\n',
    edits: [{ kind: 'set', path: ['x'], value: 2 }],
    outcome: { text: 'mode: 0755\nhex: 0x1F\nfloat: 1.50\nexp: 1e3\nnull_: ~\nyes_: Yes\nx: 2\n' },
  },
  {
    name: 'an octal number that is meant',
    text: 'mode: 0755\n',
    edits: [{ kind: 'set', path: ['mode'], value: 755 }],
    outcome: { text: 'mode: 755\n' },
  },
  {
    name: 'words that YAML 1.1 reads as switches',
    text: 'a: \'on\'\nb: on\nc: "on"\nd: x\n',
    edits: [
      { kind: 'set', path: ['a'], value: 'off' },
      { kind: 'set', path: ['b'], value: 'on' },
      { kind: 'set', path: ['c'], value: "it's" },
      { kind: 'set', path: ['d'], value: 'no' },
      { kind: 'insert', path: ['y'], value: '12:30' },
    ],
    outcome: { text: "a: 'off'\nb: 'on'\nc: \"it's\"\nd: 'no'\n'y': '12:30'\n" },
  },
  {
    name: 'keys that are not words',
    text: "\"a: b\": 1\n'it''s': 2\n17: 3\non: 4\n? complex\n: 5\n",
    edits: [
      { kind: 'set', path: ['a: b'], value: 10 },
      { kind: 'set', path: ["it's"], value: 20 },
      { kind: 'set', path: ['17'], value: 30 },
      { kind: 'set', path: ['on'], value: 40 },
      { kind: 'set', path: ['complex'], value: 50 },
      { kind: 'insert', path: ['# x'], value: 60 },
    ],
    outcome: { text: '"a: b": 10\n\'it\'\'s\': 20\n17: 30\non: 40\n? complex\n: 50\n"# x": 60\n' },
  },
  {
    name: 'flow over lines, with comments',
    text: 'args: [\n  a, # first\n  b # second\n] # all\n',
    edits: [{ kind: 'append', path: ['args'], value: 'c' }],
    outcome: { text: 'args: [\n  a, # first\n  b, # second\n  c\n] # all\n' },
  },
  {
    name: 'flow over lines with a comma at the end',
    text: 'm: {\n  a: 1, # first\n  b: 2, # second\n}\n',
    edits: [
      { kind: 'delete', path: ['m', 'a'] },
      { kind: 'insert', path: ['m', 'c'], value: [1, 2] },
    ],
    outcome: { text: 'm: {\n  b: 2, # second\n  c: [1, 2],\n}\n' },
  },
  {
    name: 'the last of a flow over lines gone',
    text: 'm: {\n  "a": 1,\n  # about b\n  "b": 2 # two\n}\n',
    edits: [{ kind: 'delete', path: ['m', 'b'] }],
    outcome: { text: 'm: {\n  "a": 1\n  # about b\n}\n' },
  },
  {
    name: 'JSON',
    text: '{"a":1,"b":["x"],"c":{}}\n',
    edits: [
      { kind: 'set', path: ['a'], value: 'one' },
      { kind: 'append', path: ['b'], value: 'y' },
      { kind: 'insert', path: ['c', 'd'], value: null },
      { kind: 'insert', path: ['e'], value: 'z' },
    ],
    outcome: { text: '{"a":one,"b":["x", "y"],"c":{d: null}, "e": "z"}\n' },
  },
  {
    name: 'empty brackets',
    text: 'a: []\nb: {}\nc: [ ]\nd: [1,]\n',
    edits: [
      { kind: 'append', path: ['a'], value: 'x' },
      { kind: 'insert', path: ['b', 'k'], value: 'v' },
      { kind: 'append', path: ['c'], value: 'z' },
      { kind: 'append', path: ['d'], value: 2 },
    ],
    outcome: { text: 'a: [x]\nb: { k: v }\nc: [z]\nd: [1, 2,]\n' },
  },
  {
    name: 'a pair without braces in a flow list',
    text: 'a: [x: 1, y]\n',
    edits: [{ kind: 'set', path: ['a', 0, 'x'], value: 2 }],
    outcome: { refused: 'layout-unknown', line: 1 },
  },
  {
    name: 'an anchor that others refer to',
    text: 'base: &base\n  cpu: 1\nuse:\n  one: *base\n',
    edits: [{ kind: 'set', path: ['base', 'cpu'], value: 2 }],
    outcome: { refused: 'path-anchored', line: 2 },
  },
  {
    name: 'an alias',
    text: 'base: &base 1\nuse: *base\n',
    edits: [{ kind: 'set', path: ['use'], value: 2 }],
    outcome: { refused: 'path-through-alias', line: 2 },
  },
  {
    name: 'a key below an alias',
    text: 'base: &base\n  cpu: 1\nuse: *base\n',
    edits: [{ kind: 'set', path: ['use', 'cpu'], value: 2 }],
    outcome: { refused: 'path-through-alias', line: 3 },
  },
  {
    name: 'an anchor whose aliases would be left alone',
    text: 'base:\n  deep: &x 1\nuse: *x\n',
    edits: [{ kind: 'delete', path: ['base'] }],
    outcome: { refused: 'path-anchored', line: 2 },
  },
  {
    name: 'anchors elsewhere',
    text: 'base: &base\n  cpu: 1\nuse:\n  <<: *base\n  mem: 2 # two\nlone: &lone 3\nalso: *base\n',
    edits: [
      { kind: 'set', path: ['use', 'mem'], value: 4 },
      { kind: 'set', path: ['lone'], value: 5 },
      { kind: 'delete', path: ['also'] },
    ],
    outcome: { text: 'base: &base\n  cpu: 1\nuse:\n  <<: *base\n  mem: 4 # two\nlone: &lone 5\n' },
  },
  {
    name: 'a key that is merged in',
    text: 'base: &base\n  cpu: 1\nuse:\n  <<: [*base]\n  mem: 2\n',
    edits: [{ kind: 'set', path: ['use', 'cpu'], value: 4 }],
    outcome: { refused: 'path-through-alias', line: 3 },
  },
  {
    name: 'a duplicate key',
    text: 'a: 1\nb: 2\na: 3\n',
    edits: [{ kind: 'set', path: ['b'], value: 3 }],
    outcome: { refused: 'duplicate-key', line: 3 },
  },
  {
    name: 'a key as a number and as text',
    text: 'x:\n  17: a\n  "17": b\n',
    edits: [{ kind: 'set', path: ['x', '17'], value: 'c' }],
    outcome: { refused: 'duplicate-key', line: 3 },
  },
  {
    name: 'comments in odd places',
    text: '# top\na: # on the key\n     # deep\n  # about b\n  b: 1 # own\n# shallow\n  c: 2\n# bottom\n',
    edits: [{ kind: 'delete', path: ['a', 'b'] }],
    outcome: { text: '# top\na: # on the key\n     # deep\n  # about b\n# shallow\n  c: 2\n# bottom\n' },
  },
  {
    name: 'comments around a dash',
    text: 'list:\n  - # first\n    a: 1 # one\n    # about b\n    b: 2\n  # about the second\n  - c\n',
    edits: [
      { kind: 'delete', path: ['list', 0, 'a'] },
      { kind: 'append', path: ['list'], value: 'd' },
    ],
    outcome: { text: 'list:\n  - # first\n    # about b\n    b: 2\n  # about the second\n  - c\n  - d\n' },
  },
  {
    name: 'a comment inside of what would be replaced',
    text: 'a:\n  b: 1\n  # why\n  c: 2\n',
    edits: [{ kind: 'set', path: ['a'], value: 'none' }],
    outcome: { refused: 'comment-lost', line: 3 },
  },
  {
    name: 'the last entry of a block',
    text: 'a: # on the key\n  # about b\n  b: 1 # own\n\nlist:\n- x\nc: 2\n',
    edits: [
      { kind: 'delete', path: ['a', 'b'] },
      { kind: 'delete', path: ['list', 0] },
    ],
    outcome: { text: 'a: {} # on the key\n  # about b\n\nlist: []\nc: 2\n' },
  },
  {
    name: 'the first entry behind a dash',
    text: '- a: 1 # own\n  b: 2\n- - x\n  - y\n',
    edits: [
      { kind: 'delete', path: [0, 'a'] },
      { kind: 'delete', path: [1, 0] },
    ],
    outcome: { text: '- b: 2\n- - y\n' },
  },
  {
    name: 'nested dashes',
    text: '-   - a\n    -   - b\n- c\n',
    edits: [
      { kind: 'append', path: [0], value: 'd' },
      { kind: 'append', path: [0, 1], value: { x: 1, z: 2 } },
    ],
    outcome: { text: '-   - a\n    -   - b\n        - x: 1\n          z: 2\n    -   d\n- c\n' },
  },
  {
    name: 'lists that are not indented, in a file of seven spaces',
    text: 'a:\n       b:\n       - x\n       c: 1\n',
    edits: [
      { kind: 'append', path: ['a', 'b'], value: 'z' },
      { kind: 'insert', path: ['a', 'd'], value: { e: [1] } },
    ],
    outcome: {
      text: 'a:\n       b:\n       - x\n       - z\n       c: 1\n       d:\n              e:\n              - 1\n',
    },
  },
  {
    name: 'keys without a value',
    text: 'a:\nb: # later\nc: ~\nd:\n- \n-\n',
    edits: [
      { kind: 'set', path: ['a'], value: 1 },
      { kind: 'set', path: ['b'], value: { x: 1 } },
      { kind: 'append', path: ['c'], value: 'w' },
      { kind: 'set', path: ['d', 1], value: 'z' },
    ],
    outcome: { text: 'a: 1\nb: # later\n  x: 1\nc:\n- w\nd:\n- \n- z\n' },
  },
  {
    name: 'an explicit key without a value',
    text: '? a\n? b\n',
    edits: [{ kind: 'set', path: ['a'], value: 1 }],
    outcome: { refused: 'layout-unknown', line: 1 },
  },
  {
    name: 'block scalars',
    text: 'a: | # kept\n    one\n    two\n\nb: >-\n  folded\n  text\nc: 3\n',
    edits: [
      { kind: 'set', path: ['a'], value: 'three\nfour' },
      { kind: 'set', path: ['b'], value: 'short' },
    ],
    outcome: { text: 'a: |- # kept\n    three\n    four\n\nb: short\nc: 3\n' },
  },
  {
    name: 'a block scalar that keeps the blank lines after it',
    text: 'a:\n  b: |+\n    text\n\n\nc: 1\n',
    edits: [{ kind: 'insert', path: ['a', 'd'], value: 1 }],
    outcome: { text: 'a:\n  b: |+\n    text\n\n\n  d: 1\nc: 1\n' },
  },
  {
    name: 'a block scalar that the end of the file ends',
    text: 'a: |\n  text',
    edits: [{ kind: 'insert', path: ['b'], value: 1 }],
    outcome: { refused: 'edit-not-exact', line: 1 },
  },
  {
    name: 'text over several lines',
    text: 'a: plain text\n  goes on\nb: "quoted \\\n  goes on" # why\nc: \'single\n\n  line\'\n',
    edits: [
      { kind: 'set', path: ['a'], value: 'one line' },
      { kind: 'set', path: ['b'], value: 'two' },
      { kind: 'set', path: ['c'], value: 3 },
    ],
    outcome: { text: 'a: one line\nb: "two" # why\nc: 3\n' },
  },
  {
    name: 'a template that happens to be YAML',
    text: 'image: {{ .Values.image }}\nname: "{{ .Release.Name }}-db"\nreplicas: 1\n',
    edits: [{ kind: 'set', path: ['replicas'], value: 2 }],
    outcome: { text: 'image: {{ .Values.image }}\nname: "{{ .Release.Name }}-db"\nreplicas: 2\n' },
  },
  {
    name: 'a template that is no YAML',
    text: 'a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n',
    edits: [{ kind: 'set', path: ['a'], value: 2 }],
    outcome: { refused: 'not-yaml', line: 2 },
  },
  {
    name: 'several documents',
    text: 'a: 1\n---\na: 2\n',
    edits: [{ kind: 'set', path: ['a'], value: 2 }],
    outcome: { refused: 'several-documents', line: 2 },
  },
  {
    name: 'a directive, and marks of start and end',
    text: '%YAML 1.1\n--- # start\na: 1\n... # end\n',
    edits: [{ kind: 'insert', path: ['b'], value: 'yes' }],
    outcome: { text: '%YAML 1.1\n--- # start\na: 1\nb: "yes"\n... # end\n' },
  },
  {
    name: 'a tag',
    text: 'a: !!str 5\nb: !Ref x\nc: 1\n',
    edits: [{ kind: 'set', path: ['a'], value: 6 }],
    outcome: { refused: 'path-tagged', line: 1 },
  },
  {
    name: 'an empty document with comments',
    text: '# nothing yet\n',
    edits: [{ kind: 'set', path: ['a', 'b'], value: true }],
    outcome: { text: '# nothing yet\na:\n  b: true\n' },
  },
  {
    name: 'nothing at all',
    text: '',
    edits: [{ kind: 'append', path: ['a'], value: 1 }],
    outcome: { text: 'a:\n  - 1\n' },
  },
  {
    name: 'a bracket that nothing closes',
    text: 'a: [1, 2\nb: 3\n',
    edits: [{ kind: 'set', path: ['b'], value: 2 }],
    outcome: { refused: 'not-yaml', line: 2 },
  },
  {
    name: 'nesting without end',
    text: `a: ${'['.repeat(20_000)}`,
    edits: [{ kind: 'set', path: ['a'], value: 2 }],
    outcome: { refused: 'nested-too-deeply', line: 1 },
  },
  {
    name: 'characters of more than one unit',
    text: '"schlüssel 😀": "wert 😀" # 日本 😀\nb: [ä, "😀"]\n',
    edits: [
      { kind: 'set', path: ['schlüssel 😀'], value: 'neu 😀😀' },
      { kind: 'append', path: ['b'], value: 'ß' },
    ],
    outcome: { text: '"schlüssel 😀": "neu 😀😀" # 日本 😀\nb: [ä, "😀", ß]\n' },
  },
];
