import {
  isAlias,
  isCollection,
  isScalar,
  Composer,
  Parser,
  visit,
  type Alias,
  type CST,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import { refusal, type Refusal } from './edit.ts';
import { nameOf } from './entry.ts';
import { meaningOf, type Meaning } from './meaning.ts';

/** A part of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text that is one YAML document, and what an edit needs to know of it. */
export interface Source {
  /** Without a byte order mark. */
  readonly text: string;
  readonly root: Node | null;
  readonly meaning: Meaning;
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Comments without their line ends, in order. */
  readonly comments: readonly Range[];
}

/** A document as readers of both versions of YAML see it. */
export interface Readings {
  readonly source: Source;
  /** By the rules of YAML 1.1; undefined where those cannot read it. */
  readonly older: Source | undefined;
}

/** Deeper than any file that people write, and far from what exhausts the stack. */
const MAX_DEPTH = 100;

/** Reads a text by the rules of YAML 1.2 and of 1.1, or says why it cannot be edited. */
export function readBoth(text: string): Readings | Refusal {
  const unclear = UNCLEAR_LINE_END.exec(text);
  if (unclear !== null) {
    const code = unclear[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return refusal(unclear.index, {
      id: 'line-ends-unclear',
      found: `the character U+${code}`,
      expected: 'lines that end in LF or CR LF',
      remedy: 'Some YAML readers begin a new line there and others do not. Remove it.',
    });
  }
  const read = attempt(() => {
    const tokens = [...new Parser().parse(text)];
    const comments = commentsIn(tokens);
    const source = sourceOf({ text, tokens, comments, version: '1.2' });
    if ('kind' in source) return source;
    const older = sourceOf({ text, tokens, comments, version: '1.1' });
    return { source, older: 'kind' in older ? undefined : older };
  });
  return read ?? tooDeep(0);
}

/** Line ends that only some readers know: CR alone, NEL, LS, PS. */
const UNCLEAR_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/;

/** @returns undefined where nesting exhausts the stack. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Parsed {
  readonly text: string;
  readonly tokens: readonly CST.Token[];
  readonly comments: readonly Range[];
  readonly version: '1.1' | '1.2';
}

function sourceOf({ text, tokens, comments, version }: Parsed): Source | Refusal {
  const composer = new Composer({ version, keepSourceTokens: true });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document, second] = documents;
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return faultOf(error, text);
  if (second !== undefined || document === undefined) {
    return refusal(second?.range[0] ?? 0, {
      id: 'several-documents',
      found: 'a second document',
      expected: 'one document per file',
      remedy: 'An edit would not know which of them is meant. Split the file.',
    });
  }
  const aliases = new Map<Alias, Node>();
  const fault = firstFault(document, aliases);
  return fault ?? { text, root: document.contents, meaning: meaningOf(document.contents), aliases, comments };
}

function faultOf({ code, message, pos }: YAMLError, text: string): Refusal {
  const offset = Math.min(pos[0], text.length);
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(offset);
  if (code === 'DUPLICATE_KEY') return duplicateKey(offset, /^[^\s:]*/.exec(text.slice(offset))?.[0] ?? '');
  return notYaml(offset, message);
}

/** What YAML allows and an edit cannot be sure about. Fills in what aliases stand for. */
function firstFault(document: Document, aliases: Map<Alias, Node>): Refusal | undefined {
  const anchors = new Map<string, Node>();
  let fault: Refusal | undefined;
  visit(document, (_, node, ancestors) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) fault = notYaml(startOf(node), `Nothing is called &${node.source} before this.`);
      else aliases.set(node, target);
    } else if (isScalar(node) || isCollection(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (ancestors.length > 2 * MAX_DEPTH) fault = tooDeep(startOf(node));
      if (isCollection(node) && 'items' in node) fault ??= sameName(node.items);
    }
    return fault === undefined ? undefined : visit.BREAK;
  });
  return fault;
}

/** YAML tells the key 17 from the key "17"; nothing that reads the file does. */
function sameName(items: readonly unknown[]): Refusal | undefined {
  const names = new Set<string>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined) continue;
    if (names.has(name)) return duplicateKey(startOf((item as { readonly key: Node }).key), name);
    names.add(name);
  }
  return undefined;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Parsing tells comments from text that looks like one. */
function commentsIn(tokens: readonly CST.Token[]): readonly Range[] {
  const comments: Range[] = [];
  const look = (token: CST.Token | CST.CollectionItem | null | undefined): void => {
    if (token == null) return;
    if ('type' in token && token.type === 'comment') {
      comments.push({ start: token.offset, end: token.offset + token.source.length });
    }
    for (const part of PARTS) {
      const inside = (token as Readonly<Record<string, CST.Token | readonly CST.Token[] | null | undefined>>)[part];
      if (isTokens(inside)) inside.forEach(look);
      else look(inside);
    }
  };
  tokens.forEach(look);
  return comments.sort((a, b) => a.start - b.start);
}

/** Where tokens hold other tokens. The `source` of a token is text, and its `start` may be one token or several. */
const PARTS = ['start', 'key', 'sep', 'props', 'value', 'items', 'end'] as const;

function isTokens(inside: unknown): inside is readonly CST.Token[] {
  return Array.isArray(inside);
}

function tooDeep(offset: number): Refusal {
  return refusal(offset, {
    id: 'nested-too-deeply',
    found: 'values nested without end',
    expected: `at most ${MAX_DEPTH} levels`,
    remedy: 'Look for an unclosed bracket.',
  });
}

function duplicateKey(offset: number, name: string): Refusal {
  return refusal(offset, {
    id: 'duplicate-key',
    found: `the key ${name} a second time`,
    expected: 'each key once',
    remedy: 'Remove one of the two; readers disagree about which one counts.',
  });
}

function notYaml(offset: number, message: string): Refusal {
  const line = message.split('\n')[0] ?? '';
  return refusal(offset, {
    id: 'not-yaml',
    found: 'text that is not YAML',
    expected: 'YAML',
    remedy: /[.!?]$/.test(line) ? line : `${line}.`,
  });
}
