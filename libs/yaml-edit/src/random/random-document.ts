import type { EditPath, JsonValue } from '../edit.ts';
import { spelledScalar } from './random-scalar.ts';
import type { Chance } from './random-value.ts';

/** A document made for a test: valid YAML in an unusual dress, and where each of its entries stands. */
export interface RandomDocument {
  readonly text: string;
  /** Every key and item, in order. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly path: EditPath;
  readonly value: JsonValue;
  /** Of the entry, from 0; its own comment is on one of them. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly isInFlow: boolean;
}

/** `plain` is what people mostly write: block style, two or four spaces, comments. `odd` is whatever YAML allows. */
export type Dress = 'plain' | 'odd';

interface Writer {
  readonly chance: Chance;
  readonly dress: Dress;
  readonly step: number;
  readonly dash: number;
  readonly lines: string[];
  readonly places: Place[];
  comments: number;
  isAfterText: boolean;
}

/** Writes a value (a map or a list) as a document. */
export function randomDocument(chance: Chance, value: JsonValue, dress: Dress): RandomDocument {
  const step = dress === 'plain' ? chance.oneOf([2, 2, 4]) : chance.oneOf([1, 2, 3, 4, 7]);
  const dash = chance.oneOf(dress === 'plain' ? [0, step] : [0, 1, step, step + 3]);
  const writer: Writer = { chance, dress, step, dash, lines: [''], places: [], comments: 0, isAfterText: false };
  const isOdd = dress === 'odd';
  if (isOdd && chance.of(0.1)) {
    put(writer, '---');
    trail(writer);
  }
  writeEntries(writer, { value, path: [], indent: 0, isFirstPlaced: true });
  if (chance.of(0.2)) writeCommentLine(writer, 0);
  const lineBreak = isOdd && chance.of(0.3) ? '\r\n' : '\n';
  const end = isOdd && chance.of(0.2) ? '' : lineBreak;
  const mark = isOdd && chance.of(0.1) ? '\ufeff' : '';
  return { text: mark + writer.lines.join(lineBreak) + end, places: writer.places };
}

function put(writer: Writer, text: string): void {
  const [first = '', ...rest] = text.split('\n');
  writer.lines.push(`${writer.lines.pop() ?? ''}${first}`, ...rest);
}

/** A comment behind what stands on the line, perhaps, and a new line. */
function trail(writer: Writer): void {
  const { chance, dress } = writer;
  if (chance.of(0.15))
    put(writer, `${chance.oneOf(dress === 'odd' ? [' ', '   ', '\t', ' \t '] : [' ', '  '])}${comment(writer)}`);
  else if (dress === 'odd' && chance.of(0.05)) put(writer, '  ');
  put(writer, '\n');
}

/** No two are the same, so that a test finds each again. */
function comment(writer: Writer): string {
  writer.comments += 1;
  return `# c${writer.comments}${writer.chance.oneOf(['', ' note: x', ' [a, b', " 'quoted", ' key: value # more'])}.`;
}

function writeCommentLine(writer: Writer, indent: number): void {
  const { chance, dress } = writer;
  // Behind a block scalar, what is indented as deep as it belongs to it.
  const deepest = writer.isAfterText ? 0 : 2;
  const column = dress === 'odd' ? chance.oneOf([indent, indent, 0, indent + deepest]) : indent;
  startLine(writer);
  put(writer, `${' '.repeat(column)}${comment(writer)}`);
  put(writer, '\n');
}

function startLine({ lines }: Writer): void {
  if (lines.at(-1) !== '') lines.push('');
}

interface Block {
  readonly value: JsonValue;
  readonly path: EditPath;
  readonly indent: number;
  /** Whether the first entry already has its place, at the start of the document or behind a dash. */
  readonly isFirstPlaced: boolean;
}

function writeEntries(writer: Writer, { value, path, indent, isFirstPlaced }: Block): void {
  const isList = Array.isArray(value);
  const entries = Object.entries(value as object) as [string, JsonValue][];
  for (const [position, [key, each]] of entries.entries()) {
    const isCompact = position === 0 && isFirstPlaced && writer.lines.at(-1) !== '';
    if (!isCompact) lead(writer, indent);
    const here = [...path, isList ? position : key];
    const place = reserve(writer);
    if (isList) writeItem(writer, { value: each, path: here, indent });
    else writePair(writer, { key, value: each, path: here, indent });
    place(here, each);
  }
}

/** Keeps the order of places that of the text, though an entry's last line is known only when it is written. */
function reserve(writer: Writer, isInFlow = false): (path: EditPath, value: JsonValue) => void {
  const index = writer.places.length;
  const firstLine = writer.lines.length - 1;
  writer.places.push({ path: [], value: null, firstLine, lastLine: firstLine, isInFlow });
  return (path, value) => {
    const isBetweenLines = writer.lines.at(-1) === '';
    const lastLine = writer.lines.length - (isBetweenLines ? 2 : 1);
    writer.places[index] = { path, value, firstLine, lastLine, isInFlow };
  };
}

/** Blank and comment lines, and the indentation of an entry on its own line. */
function lead(writer: Writer, indent: number): void {
  startLine(writer);
  const { chance, dress } = writer;
  if (chance.of(0.1)) put(writer, dress === 'odd' && chance.of(0.2) ? '\n\n' : '\n');
  if (chance.of(0.12)) writeCommentLine(writer, indent);
  writer.isAfterText = false;
  put(writer, ' '.repeat(indent));
}

function writePair(
  writer: Writer,
  {
    key,
    value,
    path,
    indent,
  }: { readonly key: string; readonly value: JsonValue; readonly path: EditPath; readonly indent: number },
): void {
  const { chance, dress, step, dash } = writer;
  const isExplicit = dress === 'odd' && chance.of(0.05);
  put(writer, isExplicit ? `? ${spelledKey(writer, key)}` : spelledKey(writer, key));
  if (isExplicit) {
    trail(writer);
    put(writer, ' '.repeat(indent));
  } else if (dress === 'odd' && chance.of(0.05)) put(writer, ' ');
  put(writer, ':');
  const isBlock = isFilled(value) && !chance.of(dress === 'odd' ? 0.35 : 0.1);
  if (isBlock) {
    trail(writer);
    writeEntries(writer, { value, path, indent: indent + (Array.isArray(value) ? dash : step), isFirstPlaced: false });
  } else writeInline(writer, { value, path, indent: indent + 1 });
}

function writeItem(writer: Writer, { value, path, indent }: Omit<Block, 'isFirstPlaced'>): void {
  const { chance, dress } = writer;
  put(writer, '-');
  if (!isFilled(value) || chance.of(dress === 'odd' ? 0.3 : 0.1)) {
    writeInline(writer, { value, path, indent: indent + 1 });
  } else if (dress === 'odd' && chance.of(0.15)) {
    trail(writer);
    writeEntries(writer, { value, path, indent: indent + writer.step, isFirstPlaced: false });
  } else {
    const gap = dress === 'odd' ? chance.oneOf([1, 1, 2, 3]) : 1;
    put(writer, ' '.repeat(gap));
    writeEntries(writer, { value, path, indent: indent + 1 + gap, isFirstPlaced: true });
  }
}

function isFilled(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** A scalar or a flow collection behind a colon or dash. */
function writeInline(writer: Writer, { value, path, indent }: Omit<Block, 'isFirstPlaced'>): void {
  const { chance, dress } = writer;
  const gap = dress === 'odd' ? chance.oneOf([' ', ' ', '   ', '\t']) : ' ';
  if (typeof value === 'object' && value !== null) {
    put(writer, gap);
    writeFlow(writer, { value, path, indent });
  } else {
    const { text, isOverLines } = spelledScalar(chance, value, { dress, isInFlow: false, indent });
    if (text !== '') put(writer, gap + text);
    if (isOverLines) {
      put(writer, '\n');
      writer.isAfterText = true;
      return;
    }
  }
  trail(writer);
}

function writeFlow(writer: Writer, { value, path, indent }: Omit<Block, 'isFirstPlaced'>): void {
  const { chance, dress } = writer;
  const isList = Array.isArray(value);
  const entries = Object.entries(value as object) as [string, JsonValue][];
  const isOverLines = dress === 'odd' && entries.length > 0 && chance.of(0.3);
  const pad = chance.oneOf(isList ? ['', '', ' '] : [' ', ' ', '']);
  put(writer, (isList ? '[' : '{') + (entries.length > 0 || (dress === 'odd' && chance.of(0.3)) ? pad : ''));
  for (const [position, [key, each]] of entries.entries()) {
    if (isOverLines) {
      trail(writer);
      if (chance.of(0.1)) writeCommentLine(writer, indent + 2);
      put(writer, ' '.repeat(indent + 2));
    }
    const here = [...path, isList ? position : key];
    const place = reserve(writer, true);
    if (!isList) put(writer, `${spelledKey(writer, key, true)}:${dress === 'odd' ? chance.oneOf([' ', '  ']) : ' '}`);
    if (typeof each === 'object' && each !== null) writeFlow(writer, { value: each, path: here, indent: indent + 2 });
    else put(writer, spelledScalar(chance, each, { dress, isInFlow: true, indent }).text);
    place(here, each);
    const isLast = position === entries.length - 1;
    if (!isLast || (dress === 'odd' && chance.of(0.15))) put(writer, dress === 'odd' && chance.of(0.1) ? ' ,' : ',');
    if (!isLast && !isOverLines) put(writer, ' ');
  }
  if (isOverLines) {
    trail(writer);
    put(writer, ' '.repeat(indent));
  } else if (entries.length > 0) put(writer, pad);
  put(writer, isList ? ']' : '}');
}

/** Keys are one line in any style. */
function spelledKey({ chance, dress }: Writer, key: string, isInFlow = false): string {
  if (/^[a-z]\w*$/i.test(key) && key.length > 1 && !/^(?:on|no|yes|off|null|true|false)$/i.test(key)) {
    return dress === 'odd' || isInFlow ? chance.oneOf([key, key, key, `'${key}'`, JSON.stringify(key)]) : key;
  }
  return chance.oneOf([`'${key.replaceAll("'", "''")}'`, JSON.stringify(key)]);
}
