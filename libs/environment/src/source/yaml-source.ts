import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { formatKeyPath, valueAt, type KeyPath } from './key-path.ts';
import { orderedProblems, type Problem } from './problem.ts';
import { sourceText, type SourceFile } from './source-text.ts';
import { duplicateKey, MAX_DEPTH, syntaxFaults, tooDeep, tooDeepText, type Fault } from './syntax-faults.ts';

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

/**
 * Reads a person's YAML strictly: UTF-8 without byte order mark, line feeds, one document, a map at the top, no duplicate keys, and
 * none of YAML's features that make one place change another (anchors, aliases, merge keys, tags, directives).
 */
export function readYamlSource(file: SourceFile): SourceReading {
  const text = sourceText(file);
  if (typeof text !== 'string') return { kind: 'refused', problems: [text] };
  const at = positions(text);
  const problem = ({ offset, ...fault }: Fault & { readonly offset: number }): Problem => ({
    file: file.path,
    ...at(offset),
    ...fault,
  });

  const directive = DIRECTIVE.exec(text);
  if (directive !== null) {
    const [before, name = ''] = directive;
    const offset = before.length - name.length;
    const fault = { id: 'tag', at: '', found: `the directive ${name}`, expected: 'no directives' };
    return { kind: 'refused', problems: [problem({ offset, ...fault })] };
  }
  const document = compose(text);
  if (document === undefined) return { kind: 'refused', problems: [problem(tooDeepText(text))] };
  if (document.errors.length > 0) {
    return { kind: 'refused', problems: syntaxFaults({ document, text }).map(problem) };
  }
  if (!isMap(document.contents)) {
    const offset = document.contents?.range?.[0] ?? 0;
    const fault = { id: 'not-a-map', at: '', found: kindOf(document.contents), expected: 'a map of keys' };
    return { kind: 'refused', problems: [problem({ offset, ...fault })] };
  }
  const faults: Problem[] = [];
  const value = plainValue(document.contents, [], (node, fault) => {
    const offset = node.range?.[0] ?? 0;
    const stands = fault.id === 'anchor' || fault.id === 'tag' ? propertiesBefore(text, offset) : offset;
    faults.push(problem({ offset: stands, ...fault }));
  });
  if (faults.length > 0) return { kind: 'refused', problems: orderedProblems(faults) };
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

/** A directive can only stand above the document, behind comments. */
const DIRECTIVE = /^(?:(?:#.*|[ \t]*)\n)*(%\S*)/;

/** @returns undefined where the nesting exhausts the stack. */
function compose(text: string): Document | undefined {
  try {
    // A lower log level would hide that there is a second document.
    return parseDocument(text, { version: '1.2', merge: false, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An anchor or a tag at the end of a text, and where it begins. */
const PROPERTY = /(?<=^|[\s[{,:?-])(?:!<[^>\s]*>|[!&][^\s[\]{},]*)\s*$/;

/** Where the properties of a node begin: it has at most an anchor and a tag, which stand before it. */
function propertiesBefore(text: string, offset: number): number {
  let start = offset;
  for (let count = 0; count < 2; count += 1) {
    const near = text.slice(Math.max(0, start - 200), start);
    const property = PROPERTY.exec(near);
    if (property !== null) start -= near.length - property.index;
  }
  return start;
}

type Report = (node: Node, fault: Fault) => void;

/** The node as a JSON value; reports what JSON has no word for. */
function plainValue(node: unknown, path: KeyPath, report: Report): unknown {
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
  reportProperties(node, path, report);
  if (isScalar(node)) {
    if (typeof node.value === 'number' && !isExact(node.value)) {
      const expected = 'a number that keeps all its digits, or text in quotes';
      report(node, { id: 'out-of-range', at: formatKeyPath(path), found: node.source ?? 'a number', expected });
    }
    return node.value;
  }
  if (path.length >= MAX_DEPTH) {
    report(node, tooDeep(formatKeyPath(path.slice(0, 3))));
    return null;
  }
  if (isSeq(node)) return node.items.map((item, position) => plainValue(item, [...path, position], report));
  return plainMap(node, path, report);
}

/** JSON has no infinities, and JavaScript rounds whole numbers beyond 2^53. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}

function reportProperties(node: Scalar | YAMLMap | YAMLSeq, path: KeyPath, report: Report): void {
  const { anchor, tag } = node;
  if (anchor === undefined && tag === undefined) return;
  const at = formatKeyPath(path);
  if (anchor !== undefined) {
    const remedy = 'Remove it and write the value out where it is used.';
    report(node, { id: 'anchor', at, found: `the anchor &${anchor}`, expected: 'no anchors', remedy });
  }
  if (tag !== undefined) report(node, { id: 'tag', at, found: `the tag ${tag}`, expected: 'no tags' });
}

function plainMap(map: YAMLMap, path: KeyPath, report: Report): Readonly<Record<string, unknown>> {
  const entries = new Map<string, unknown>();
  for (const { key, value } of map.items) {
    const name = plainKey(key, path, report);
    if (name === undefined) continue;
    // YAML tells the key 17 from the key "17"; nothing that reads the file does.
    if (entries.has(name)) report(key as Node, duplicateKey(name));
    entries.set(name, plainValue(value, [...path, name], report));
  }
  return Object.fromEntries(entries);
}

function plainKey(key: unknown, path: KeyPath, report: Report): string | undefined {
  if (!isScalar(key) || typeof key.value === 'object') {
    if (isMap(key) || isSeq(key) || isScalar(key) || isAlias(key)) {
      const found = `${kindOf(key)} as a key`;
      report(key, { id: 'key-not-text', at: formatKeyPath(path), found, expected: 'a word' });
    }
    return undefined;
  }
  const name = keyText(key);
  const here = [...path, name];
  reportProperties(key, here, report);
  if (name === '<<') {
    const at = formatKeyPath(here);
    report(key, { id: 'anchor', at, found: 'the merge key <<', expected: 'the keys themselves' });
  }
  if (name === '__proto__') {
    const at = formatKeyPath(here);
    report(key, { id: 'wrong-key', at, found: JSON.stringify(name), expected: 'another name' });
    return undefined;
  }
  return name;
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
    if (isScalar(node) || typeof step === 'number') offset = start;
  }
  return offset;
}

/** Where offsets stand. The lines are counted once: a file of strangers may have a fault on each. */
function positions(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function kindOf(node: unknown): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (isScalar(node) && node.value !== null)
    return `the ${typeof node.value} ${JSON.stringify(node.value).slice(0, 60)}`;
  return 'nothing';
}
