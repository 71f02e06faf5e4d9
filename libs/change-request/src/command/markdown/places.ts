import { begins, continued, indentOf, isBlank, type Container, type Cursor } from './container.ts';
import type { HtmlBlock } from './html-block.ts';
import { leafStart, type Leaf, type LeafStart } from './leaf.ts';
import { leavesOpen } from './open-markup.ts';
import type { Doubt, Place } from './place.ts';
import { reachesOut, readHtmlLine } from './raw-html.ts';

/** Deeper than people quote. What nests further is not followed. */
const MAX_DEPTH = 16;

const NONE: Leaf = { kind: 'none' };
const TEXT: Place = { kind: 'text' };
const ELSEWHERE: Place = { kind: 'elsewhere' };

/** What the lines so far have made of the comment. */
interface Reading {
  readonly places: Place[];
  containers: readonly Container[];
  leaf: Leaf;
  /** Something that may reach to the end of the comment has begun. */
  beyond: boolean;
  /** Lines at which `details` were opened that are still open. */
  readonly details: number[];
}

/**
 * Where each line of a comment stands: CommonMark's structure of blocks as GitHub reads it, and doubt wherever markup within a block, HTML or a table
 * may change what a line is. What is `text` is shown as the start of a line of an ordinary paragraph. Takes time in proportion to the length.
 *
 * @see CommonMark 0.31.2, Appendix: A parsing strategy
 */
export function placesOf(lines: readonly string[]): readonly Place[] {
  const reading: Reading = { places: [], containers: [], leaf: NONE, beyond: false, details: [] };
  for (const line of lines) reading.places.push(readBlockLine(reading, withoutTabs(line)));
  return reading.places;
}

/** What a tab stands for where blocks are told apart: spaces up to the next column that four divides. */
function withoutTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let column = 0;
  return line.replace(/[^\t]+|\t/g, (part) => {
    const text = part === '\t' ? ' '.repeat(4 - (column % 4)) : part;
    column += text.length;
    return text;
  });
}

function readBlockLine(reading: Reading, line: string): Place {
  const { containers, cursor } = continued(reading.containers, line);
  const goesOn = containers.length === reading.containers.length;
  const { leaf } = reading;
  if (leaf.kind === 'fence' && goesOn) return inFence(reading, leaf, cursor);
  if (leaf.kind === 'comment') return inComment(reading, line);
  if (leaf.kind === 'html' && goesOn && !(leaf.end === undefined && isBlank(cursor)))
    return inHtml(reading, line, leaf);
  if (isBlank(cursor)) return settle(reading, containers, NONE);
  return beginning(reading, line, { containers, cursor });
}

function inFence(reading: Reading, { mark, width }: Extract<Leaf, { kind: 'fence' }>, cursor: Cursor): Place {
  const [, run] = /^ {0,3}(`+|~+) *$/.exec(cursor.line.slice(cursor.at)) ?? [];
  if (run?.startsWith(mark) === true && run.length >= width) reading.leaf = NONE;
  return ELSEWHERE;
}

/** @param text The comment's part of the line, and what comes after. */
function inComment(reading: Reading, text: string): Place {
  const end = text.indexOf('-->');
  // In browsers this ends a comment too.
  if (text.includes('--!>') || (end !== -1 && reachesOut(text.slice(end + 3)))) reading.beyond = true;
  reading.leaf = end === -1 ? { kind: 'comment' } : NONE;
  return ELSEWHERE;
}

function inHtml(reading: Reading, line: string, { end }: HtmlBlock): Place {
  const isNested = reading.containers.length > 0;
  const { details, reachesOut: reaches } = readHtmlLine(line);
  if (reaches || isMarkedBeyond(line) || (details.length > 0 && isNested)) reading.beyond = true;
  for (const event of isNested ? [] : details) {
    if (event === 'opened') reading.details.push(reading.places.length);
    else endDetails(reading);
  }
  if (end?.test(line) === true) reading.leaf = NONE;
  return doubtful(isNested ? 'quote-or-list' : 'html');
}

/** What was folded is for certain now, and nothing of it is ours. */
function endDetails(reading: Reading): void {
  const from = reading.details.pop();
  if (from === undefined || reading.details.length > 0) return;
  for (let line = from; line < reading.places.length; line += 1) reading.places[line] = ELSEWHERE;
}

interface Rest {
  readonly containers: readonly Container[];
  readonly cursor: Cursor;
}

/** A line that begins a block, or goes on with a paragraph. */
function beginning(reading: Reading, line: string, { containers, cursor }: Rest): Place {
  const unmatched = reading.containers[containers.length];
  const afterParagraph = reading.leaf.kind === 'paragraph';
  let inParagraph = unmatched === undefined && afterParagraph;
  // The words of a paragraph may go on without the marks of the quote or list that it stands in.
  let isLazy = unmatched !== undefined && afterParagraph;
  const open = [...containers];
  let here = cursor;
  for (;;) {
    const indent = indentOf(here);
    if (isBlank(here)) return settle(reading, open, NONE);
    if (indent > 3) {
      if (inParagraph || isLazy) break;
      return settle(reading, open, NONE);
    }
    const start = leafStart(here.line.slice(here.at + indent), { inParagraph, isLazy });
    if (start !== undefined) return beginLeaf(reading, line, { start, open, text: here.line.slice(here.at + indent) });
    const begun = begins(here, inParagraph);
    if (begun === undefined) break;
    // Such a list cannot break a paragraph. Where one ends here, readers disagree whether this is its next line.
    if (
      begun.isWeak &&
      afterParagraph &&
      !goesOnWith(begun.container, open.length === containers.length ? unmatched : undefined)
    )
      reading.beyond = true;
    if (open.length === MAX_DEPTH) {
      reading.beyond = true;
      break;
    }
    open.push(begun.container);
    here = { line: here.line, at: begun.at };
    inParagraph = false;
    isLazy = false;
  }
  if (inParagraph || isLazy) {
    // Readers disagree whether a tag alone on its line ends a quote or a list.
    if (reading.containers.length > 0 && /^[\s>]*<[A-Za-z/]/.test(line)) reading.beyond = true;
    return inParagraphText(reading, line);
  }
  settle(reading, open, { kind: 'paragraph', from: reading.places.length, open: false });
  return inParagraphText(reading, line);
}

/** Whether an item is the next of the list of another. */
function goesOnWith(item: Container, other: Container | undefined): boolean {
  return item.kind === 'item' && other?.kind === 'item' && item.list === other.list;
}

/** Ends what does not go on. */
function settle(reading: Reading, containers: readonly Container[], leaf: Leaf): Place {
  reading.containers = containers;
  reading.leaf = leaf;
  return ELSEWHERE;
}

interface Beginning {
  readonly start: LeafStart;
  readonly open: readonly Container[];
  /** The line from where the block begins. */
  readonly text: string;
}

function beginLeaf(reading: Reading, line: string, { start, open, text }: Beginning): Place {
  switch (start.kind) {
    case 'fence':
      return settle(reading, open, start);
    case 'html':
      settle(reading, open, start);
      return open.length === 0 && text.startsWith('<!--')
        ? beginComment(reading, text.slice('<!--'.length))
        : inHtml(reading, line, start);
    case 'underline':
      if (open.length === 0) markParagraph(reading, 'heading');
      return settle(reading, open, NONE);
    case 'heading':
    case 'break':
      settle(reading, open, NONE);
      watchMarkup(reading, line);
      return ELSEWHERE;
  }
}

function beginComment(reading: Reading, text: string): Place {
  if (!/^-?>/.test(text)) return inComment(reading, text);
  reading.beyond = true;
  return settle(reading, [], NONE);
}

/** A line of the paragraph that the reading has come to. */
function inParagraphText(reading: Reading, line: string): Place {
  const place = paragraphPlace(reading);
  const { leaf } = reading;
  if (leaf.kind === 'paragraph' && !leaf.open && leavesOpen(line)) reading.leaf = { ...leaf, open: true };
  watchMarkup(reading, line);
  return place;
}

function paragraphPlace({ containers, beyond, leaf, details }: Reading): Place {
  if (containers.length > 0) return doubtful('quote-or-list');
  if (beyond) return doubtful('after-markup');
  if (leaf.kind === 'paragraph' && leaf.open) return doubtful('open-markup');
  return details.length > 0 ? doubtful('html') : TEXT;
}

/** Notes what may reach to the end of the comment. */
function watchMarkup(reading: Reading, line: string): void {
  if (isDelimiterRow(line) && reading.containers.length === 0) markParagraph(reading, 'after-markup');
  if (reachesOut(line) || isMarkedBeyond(line)) reading.beyond = true;
}

/** A definition (of a link or a footnote), a formula, the row below the head of a table, or spaces that readers take for different things. */
function isMarkedBeyond(line: string): boolean {
  return line.includes(']:') || line.includes('$$') || isDelimiterRow(line) || hasOddSpace(line);
}

function hasOddSpace(line: string): boolean {
  return /[\v\f]/.test(line) || (line.includes('<') && /[^\S ]/.test(line));
}

function isDelimiterRow(line: string): boolean {
  return /^[ >|:-]*$/.test(line) && line.includes('-') && /[|:]/.test(line);
}

/** The lines of the paragraph so far are something else; each is marked once. */
function markParagraph(reading: Reading, doubt: Doubt): void {
  const { leaf, places } = reading;
  if (leaf.kind !== 'paragraph') return;
  for (let line = leaf.from; line < places.length; line += 1) {
    if (places[line]?.kind === 'text') places[line] = doubtful(doubt);
  }
  reading.leaf = { ...leaf, from: places.length };
}

function doubtful(doubt: Doubt): Place {
  return { kind: 'doubt', doubt };
}
