import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLError,
} from 'yaml';
import { formatKeyPath, valueAt, type KeyPath } from './key-path.ts';
import type { Problem } from './problem.ts';

/** A file as it was read, before anything is known about it. */
export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that is one YAML document of plain JSON values, and where each of them stands. */
export interface YamlSource {
  readonly path: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where the value at a path stands, or its nearest ancestor that the file has; `key` asks for the key itself. */
  readonly locate: (path: KeyPath, part?: 'key' | 'value') => Position;
  /** Whether the file itself says something at this path. */
  readonly has: (path: KeyPath) => boolean;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type SourceReading =
  | { readonly kind: 'read'; readonly source: YamlSource }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A cluster's intent fits in a few kilobytes; what is larger is not such a file. */
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 24;

/**
 * Reads a person's YAML strictly: UTF-8 without byte order mark, line feeds, one document, a map at the top, no duplicate keys, and
 * none of YAML's features that make one place change another (anchors, aliases, merge keys, tags).
 */
export function readYamlSource(file: SourceFile): SourceReading {
  const text = readText(file);
  if (typeof text !== 'string') return { kind: 'refused', problems: [text] };
  const at = positions(text);
  const problem = (offset: number, fault: Fault): Problem => ({ file: file.path, ...at(offset), ...fault });

  const document = compose(text);
  if (document === undefined) return { kind: 'refused', problems: [problem(0, tooDeep())] };
  if (document.errors.length > 0) {
    return {
      kind: 'refused',
      problems: document.errors.map((error) => problem(error.pos[0], syntaxFault(error, text))),
    };
  }
  if (!isMap(document.contents)) {
    const offset = document.contents?.range?.[0] ?? 0;
    return {
      kind: 'refused',
      problems: [
        problem(offset, { id: 'not-a-map', at: '', found: kindOf(document.contents), expected: 'a map of keys' }),
      ],
    };
  }
  const faults: Problem[] = [];
  const value = plainValue(document.contents, [], (node, fault) => faults.push(problem(node.range?.[0] ?? 0, fault)));
  if (faults.length > 0) return { kind: 'refused', problems: faults };
  return {
    kind: 'read',
    source: {
      path: file.path,
      value: value as Readonly<Record<string, unknown>>,
      locate: (path, part = 'value') => at(offsetOf(document, path, part)),
      has: (path) => valueAt(value, path) !== undefined,
    },
  };
}

type Fault = Pick<Problem, 'id' | 'at' | 'found' | 'expected' | 'remedy'>;

function readText({ path, bytes }: SourceFile): string | Problem {
  const refuse = (line: number, fault: Fault): Problem => ({ file: path, line, column: 1, ...fault });
  if (bytes.length > MAX_BYTES) {
    return refuse(1, {
      id: 'file-too-large',
      at: '',
      found: `${bytes.length} bytes`,
      expected: `at most ${MAX_BYTES} bytes`,
    });
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refuse(1, {
      id: 'encoding',
      at: '',
      found: 'a byte order mark',
      expected: 'UTF-8 without one',
      remedy: 'Save the file as "UTF-8" (not "UTF-8 with BOM").',
    });
  }
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(1, {
      id: 'encoding',
      at: '',
      found: 'bytes that are not UTF-8',
      expected: 'UTF-8 text',
      remedy: 'Save the file as UTF-8.',
    });
  }
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn !== -1) {
    const line = text.slice(0, carriageReturn).split('\n').length;
    return refuse(line, {
      id: 'line-ends',
      at: '',
      found: 'a carriage return',
      expected: 'lines that end in a line feed alone',
      remedy: 'Set the end of line to LF in your editor, or run `git add --renormalize .`.',
    });
  }
  return text;
}

/** @returns undefined where the nesting exhausts the stack. */
function compose(text: string): Document | undefined {
  try {
    return parseDocument(text, { version: '1.2', merge: false, prettyErrors: false, logLevel: 'silent' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function syntaxFault({ code, message, pos }: YAMLError, text: string): Fault {
  const word = /^\S*/.exec(text.slice(pos[0]))?.[0].slice(0, 40) ?? '';
  if (code === 'DUPLICATE_KEY') {
    return {
      id: 'duplicate-key',
      at: '',
      found: `the key ${word} a second time`,
      expected: 'each key once',
      remedy: 'Remove one of the two.',
    };
  }
  if (code === 'MULTIPLE_DOCS')
    return { id: 'not-yaml', at: '', found: 'a second document', expected: 'one document per file' };
  return {
    id: 'not-yaml',
    at: '',
    found: word === '' ? 'text that is not YAML' : JSON.stringify(word),
    expected: 'YAML',
    remedy: sentence(message),
  };
}

function tooDeep(path: KeyPath = []): Fault {
  return {
    id: 'nested-too-deeply',
    at: formatKeyPath(path.slice(0, 3)),
    found: 'values nested without end',
    expected: `at most ${MAX_DEPTH} levels`,
  };
}

/** The node as a JSON value; reports what JSON has no word for. */
function plainValue(node: unknown, path: KeyPath, report: (node: Node, fault: Fault) => void): unknown {
  if (isAlias(node)) {
    report(node, {
      id: 'anchor',
      at: formatKeyPath(path),
      found: `the alias *${node.source}`,
      expected: 'the value itself',
      remedy: 'Write the value out: a change in one place must not change another.',
    });
    return null;
  }
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
  if (node.anchor !== undefined) {
    report(node, {
      id: 'anchor',
      at: formatKeyPath(path),
      found: `the anchor &${node.anchor}`,
      expected: 'no anchors',
      remedy: 'Remove it and write the value out where it is used.',
    });
  }
  if (node.tag?.startsWith('!') === true || (node.tag !== undefined && isScalar(node) && node.source === undefined)) {
    report(node, { id: 'tag', at: formatKeyPath(path), found: `the tag ${node.tag}`, expected: 'no tags' });
  }
  if (isScalar(node)) return node.value;
  if (path.length >= MAX_DEPTH) {
    report(node, tooDeep(path));
    return null;
  }
  if (isSeq(node)) return node.items.map((item, position) => plainValue(item, [...path, position], report));
  return Object.fromEntries(node.items.map((pair) => plainEntry(pair, path, report)));
}

function plainEntry(
  { key, value }: Pair,
  path: KeyPath,
  report: (node: Node, fault: Fault) => void,
): [string, unknown] {
  if (!isScalar(key) || typeof key.value === 'object') {
    if (isMap(key) || isSeq(key) || isScalar(key) || isAlias(key)) {
      report(key, {
        id: 'key-not-text',
        at: formatKeyPath(path),
        found: `${kindOf(key)} as a key`,
        expected: 'a word',
      });
    }
    return ['', null];
  }
  const name = keyText(key);
  return [name, plainValue(value, [...path, name], report)];
}

/** A version such as 17 is a fine key; it is the text that counts. */
function keyText({ value, source }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? JSON.stringify(value));
}

function offsetOf(document: Document, path: KeyPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && keyText(key) === step);
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      if (part === 'key' && depth === path.length - 1) return offset;
      node = pair.value;
    } else return offset;
    const start = isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;
    if (start === undefined) return offset;
    // The value of a block collection starts on its first entry; its key is the better place to point at.
    if (isScalar(node) || depth < path.length - 1) offset = start;
  }
  return offset;
}

function positions(text: string): (offset: number) => Position {
  return (offset) => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  };
}

function kindOf(node: unknown): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (isScalar(node) && node.value !== null)
    return `the ${typeof node.value} ${JSON.stringify(node.value).slice(0, 60)}`;
  return 'nothing';
}

function sentence(message: string): string {
  const text = message.split('\n')[0] ?? '';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
