/**
 * A first look at the text of a query of a policy, before a server sees it: it must be one SELECT or WITH, and hold no word of one that
 * writes. PostgreSQL is the one who decides: it takes one statement only, in a transaction that cannot write. This look says early, and
 * with a place, what would be refused there.
 *
 * A column that is named like such a word is written in quotes. Text is read as with `standard_conforming_strings = on`.
 * @returns what is wrong; undefined where nothing is
 * @see PostgreSQL 18, src/backend/parser/scan.l
 */
export function queryProblem(text: string): string | undefined {
  const words: string[] = [];
  let ended = false;
  for (const token of tokensOf(text)) {
    if (token.kind === 'unended') return `${token.what} that does not end`;
    if (ended) return 'something behind a semicolon';
    if (token.kind === 'semicolon') ended = true;
    else if (token.kind === 'word') words.push(token.word);
    else words.push('');
  }
  const first = words.find((word) => word !== '(');
  if (first === undefined) return 'no statement';
  if (first !== 'select' && first !== 'with') return 'a statement that does not begin with SELECT or WITH';
  const writing = words.find((word) => WRITING.has(word));
  return writing === undefined ? undefined : `the word ${writing.toUpperCase()}, which writes`;
}

/** Words that a query that only reads has no use for, if not in quotes. */
const WRITING: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge', 'into', 'truncate', 'copy']);

type Token =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'semicolon' }
  | { readonly kind: 'unended'; readonly what: string };

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const ESCAPE_STRING = /[eE]'(?:[^'\\]|\\[\s\S]|'')*('?)/y;
const STRING = /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*('?)/y;
const QUOTED_NAME = /(?:[uU]&)?"(?:[^"]|"")*("?)/y;

function* tokensOf(text: string): Iterable<Token> {
  for (let at = 0; at < text.length;) {
    const match = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at;
      return pattern.exec(text);
    };
    const blank = match(SPACE) ?? match(LINE_COMMENT);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = endOfComment(text, at);
      if (end === undefined) {
        yield { kind: 'unended', what: 'a comment' };
        return;
      }
      at = end;
      continue;
    }
    const quoted = match(ESCAPE_STRING) ?? match(STRING) ?? match(QUOTED_NAME);
    if (quoted !== null) {
      if (quoted[1] === '') {
        yield { kind: 'unended', what: 'a quote' };
        return;
      }
      yield { kind: 'other' };
      at += quoted[0].length;
      continue;
    }
    const [tag] = match(DOLLAR) ?? [];
    if (tag !== undefined) {
      const end = text.indexOf(tag, at + tag.length);
      if (end < 0) {
        yield { kind: 'unended', what: 'a dollar quote' };
        return;
      }
      yield { kind: 'other' };
      at = end + tag.length;
      continue;
    }
    const [word] = match(WORD) ?? [];
    if (word !== undefined) {
      yield { kind: 'word', word: word.toLowerCase() };
      at += word.length;
      continue;
    }
    const sign = text.charAt(at);
    yield sign === ';' ? { kind: 'semicolon' } : sign === '(' ? { kind: 'word', word: '(' } : { kind: 'other' };
    at += 1;
  }
}

/** Comments nest. */
function endOfComment(text: string, from: number): number | undefined {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return undefined;
}
