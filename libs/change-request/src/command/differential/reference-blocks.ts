import { Parser, type Node } from 'commonmark';

/**
 * Which lines of a comment are shown as ordinary text, by the CommonMark project's own parser and rules that look at whole lines: nothing of this is
 * shared with `markdown/`. The rules say what that parser does not know (tables, footnotes, formulas, what browsers make of HTML).
 */
export function shownLines(body: string, lines: readonly string[]): Shown {
  const blocks = blocksOf(body);
  const limit = firstBeyond(lines, blocks);
  const text = new Set<number>();
  for (const paragraph of blocks.paragraphs) {
    if (hasTable(lines, paragraph)) continue;
    for (let line = paragraph.from; line <= paragraph.to && line <= limit; line += 1) {
      text.add(line);
      if (!endsPlainly(lines[line - 1] ?? '')) break;
    }
  }
  const { closed, open } = folded(lines, blocks);
  const hidden = new Set([...blocks.code, ...blocks.html.filter(isComment).flatMap(span), ...closed]);
  for (const line of [...closed, ...open]) text.delete(line);
  return { text, hidden };
}

/** Lines of a comment by number: shown as text, and certainly not seen as such by anybody. All others are neither. */
export interface Shown {
  readonly text: ReadonlySet<number>;
  readonly hidden: ReadonlySet<number>;
}

interface Lines {
  readonly from: number;
  readonly to: number;
}

interface Html extends Lines {
  readonly depth: number;
  readonly literal: string;
}

interface Blocks {
  readonly paragraphs: readonly Lines[];
  readonly html: readonly Html[];
  readonly code: ReadonlySet<number>;
  readonly depth: ReadonlyMap<number, number>;
  /** Lines of paragraphs in quotes and lists, but for the first of each. */
  readonly nested: ReadonlySet<number>;
  /** Lines at which a list begins that could not break a paragraph. */
  readonly weak: ReadonlySet<number>;
  /** The last lines of paragraphs. */
  readonly ends: ReadonlySet<number>;
}

function blocksOf(body: string): Blocks {
  const paragraphs: Lines[] = [];
  const html: Html[] = [];
  const code = new Set<number>();
  const nested = new Set<number>();
  const weak = new Set<number>();
  const ends = new Set<number>();
  const depths = new Map<number, number>();
  // Inlines are judged line by line here.
  const parser = Object.assign(new Parser(), { processInlines: () => undefined });
  const walker = parser.parse(body).walker();
  let depth = 0;
  for (let event = walker.next(); event !== null; event = walker.next()) {
    const { node, entering } = event;
    const { type } = node;
    if (type === 'block_quote' || type === 'item') {
      depth += entering ? 1 : -1;
      if (entering) depths.set(extent(node).from, depth);
    }
    if (!entering) continue;
    const lines = extent(node);
    if (type === 'paragraph') ends.add(lines.to);
    if (type === 'item' && node.prev === null && isWeak(node)) weak.add(lines.from);
    if (type === 'paragraph' && depth === 0) paragraphs.push(lines);
    if ((type === 'paragraph' || type === 'heading') && depth > 0)
      for (const line of span(lines).slice(1)) nested.add(line);
    if (type === 'html_block') html.push({ ...lines, depth, literal: node.literal ?? '' });
    if (type === 'code_block') for (let line = lines.from; line <= lines.to; line += 1) code.add(line);
  }
  return { paragraphs, html, code, nested, weak, ends, depth: depths };
}

/** Numbered from another number than 1, or with nothing in its first line. */
function isWeak(item: Node): boolean {
  const first = item.firstChild;
  const isEmpty = first === null || extent(first).from > extent(item).from;
  return isEmpty || (item.listType === 'ordered' && item.listStart !== 1);
}

function extent({ sourcepos }: Node): Lines {
  return { from: sourcepos[0][0], to: sourcepos[1][0] };
}

/** The last line of which it is certain that nothing before it reaches it. */
function firstBeyond(lines: readonly string[], { html, code, nested, weak, ends, depth }: Blocks): number {
  const comments = html.filter(isComment);
  const commented = new Map(comments.flatMap((block) => span(block).map((line) => [line, block])));
  const raw = new Set(html.filter((block) => !comments.includes(block)).flatMap(span));
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (weak.has(line) && ends.has(line - 1)) return line;
    if ((depth.get(line) ?? 0) > 16) return line;
    if (code.has(line)) continue;
    const comment = commented.get(line);
    const rest = comment === undefined ? text : afterComment(comment, line);
    const isRaw = raw.has(line);
    if (
      rest === 'odd' ||
      tagged(isRaw ? withoutOthers(rest).replace(/<\/?(?:details(?:[ \t][^<>`]*)?|summary)>/gi, ' ') : rest)
    )
      return line;
    if (comment === undefined && /\]:|\$\$|[\v\f]|<[^]*[^\S \t]|[^\S \t][^]*</.test(text)) return line;
    if (comment === undefined && isTableRule(text)) return line;
    if (
      isRaw &&
      html.some((block) => block.depth > 0 && span(block).includes(line)) &&
      /<\/?details(?:[ \t][^<>`]*)?>/i.test(text)
    )
      return line;
    if (nested.has(line) && /^[\s>]*<[a-z/]/i.test(text)) return line;
  }
  return lines.length;
}

function span({ from, to }: Lines): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** What of a line is left after a comment that it is in. */
function afterComment({ from, to, literal }: Html, line: number): string {
  const own = literal.split('\n')[line - from] ?? '';
  if (own.includes('--!>')) return 'odd';
  if (line === from && /^ {0,3}<!---?>/.test(own)) return 'odd';
  if (line !== to) return '';
  const parts = (line === from ? own.replace('<!--', '') : own).split('-->');
  return parts.slice(1).join('-->');
}

/** Whether a tag is in a line that is not complete and harmless in it. */
function tagged(text: string): boolean {
  return /<(?=[a-z!?/])/i.test(withoutOthers(text));
}

/** Without what is complete and harmless. */
function withoutOthers(text: string): string {
  return text
    .replace(/<!--(?!-?>)[^<>`]*-->/g, ' ')
    .replace(/<(?:[iI][mM][gG]|[bBhH][rR])(?:[ \t/](?:[^<>`\s]|[ \t])*)?>/g, ' ')
    .replace(/<[hH][tT][tT][pP][sS]?:\/\/[^\s<>`]*>/g, ' ')
    .replace(/<(b|i|em|strong|code|kbd|su[bp])>[^<>`]*<\/\1>/gi, ' ');
}

function isTableRule(line: string): boolean {
  return /^(?=[^]*-)(?=[^]*[|:])[-|:> \t]+$/.test(line);
}

function hasTable(lines: readonly string[], { from, to }: Lines): boolean {
  return span({ from, to }).some((line) => isTableRule(lines[line - 1] ?? ''));
}

/** Whether no markup that began in a line may reach into the next. */
function endsPlainly(line: string): boolean {
  if (line.includes('\\`')) return false;
  // A run of backticks, and the next that is as long.
  const plain = line.replace(/(?<!`)(`+)(?!`)(?:.*?[^`])??\1(?!`)/gs, '');
  return !/[`~$[\]]/.test(plain.replace(/!?\[[^[\]`$~<\\]*\]\([^()[\]\s<>"'`\\$~]*\)/g, ''));
}

function isComment({ literal, depth }: Html): boolean {
  return depth === 0 && /^ {0,3}<!--/.test(literal);
}

/** Lines from where `details` are opened to where they end, and from where they are opened and never end. */
function folded(lines: readonly string[], { html }: Blocks) {
  const closed: number[] = [];
  const opened: number[] = [];
  for (const block of html) {
    if (block.depth > 0 || isComment(block)) continue;
    for (const line of span(block)) {
      for (const [tag] of withoutOthers(lines[line - 1] ?? '').matchAll(/<\/?details(?:[ \t][^<>`]*)?>/gi)) {
        if (!tag.startsWith('</')) opened.push(line);
        else if (opened.length === 1) closed.push(...span({ from: opened.pop() ?? line, to: line - 1 }));
        else opened.pop();
      }
    }
  }
  return { closed, open: opened.slice(0, 1).flatMap((from) => span({ from, to: lines.length })) };
}
