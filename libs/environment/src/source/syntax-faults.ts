import { isScalar, Lexer, visit, type Document, type YAMLError } from 'yaml';
import type { Problem } from './problem.ts';

export type Fault = Pick<Problem, 'id' | 'at' | 'found' | 'expected' | 'remedy'>;

/** A fault and where in the text it stands. */
export interface PlacedFault extends Fault {
  readonly offset: number;
}

/** Far deeper than any such file needs, and far less than what exhausts the stack. */
export const MAX_DEPTH = 24;

/**
 * What is wrong with a document as YAML: every key that stands twice, up to the first fault of another kind. What follows that one is
 * mostly its consequence.
 */
export function syntaxFaults({
  document,
  text,
}: {
  readonly document: Document;
  readonly text: string;
}): readonly PlacedFault[] {
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return [tooDeepText(text)];
  const faults = document.errors
    .map((error) => ({ error, offset: startOf(error, document, text) }))
    .toSorted((a, b) => a.offset - b.offset);
  const first = faults.findIndex(({ error }) => error.code !== 'DUPLICATE_KEY');
  return (first === -1 ? faults : faults.slice(0, first + 1)).map(({ error, offset }) => ({
    offset,
    ...faultOf(error, text.slice(offset)),
  }));
}

/** The first bracket or list entry that goes deeper than any file needs; for texts that cannot even be composed. */
export function tooDeepText(text: string): PlacedFault {
  return { offset: tooDeepOffset(text), ...tooDeep('') };
}

export function tooDeep(at: string): Fault {
  return { id: 'nested-too-deeply', at, found: 'values nested without end', expected: `at most ${MAX_DEPTH} levels` };
}

function faultOf({ code, message }: YAMLError, rest: string): Fault {
  const word = /^\S*/.exec(rest)?.[0].slice(0, 40) ?? '';
  if (code === 'DUPLICATE_KEY') return duplicateKey(word.replace(/:$/, ''));
  if (code === 'MULTIPLE_DOCS') {
    return { id: 'not-yaml', at: '', found: 'a second document', expected: 'one document per file' };
  }
  if (code === 'TAB_AS_INDENT') {
    return { id: 'not-yaml', at: '', found: 'a tab', expected: 'spaces as indentation' };
  }
  const found = word === '' ? 'text that is not YAML' : JSON.stringify(word);
  return { id: 'not-yaml', at: '', found, expected: 'YAML', remedy: sentence(message) };
}

export function duplicateKey(name: string): Fault {
  return {
    id: 'duplicate-key',
    at: '',
    found: `the key ${name} a second time`,
    expected: 'each key once',
    remedy: 'Remove one of the two.',
  };
}

function startOf({ code, pos }: YAMLError, document: Document, text: string): number {
  const [offset] = pos;
  // A quote that nothing closes is missed at the end of the file; where it opens is what a person looks for.
  if (code === 'MISSING_CHAR' && offset >= text.trimEnd().length) return openQuote(document, offset) ?? offset;
  // The second document begins at its marker, behind the line that ends the first.
  if (code === 'MULTIPLE_DOCS') return offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
  return offset;
}

function openQuote(document: Document, end: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar: (_, node) => {
      const { type, range } = node;
      if (isScalar(node) && type?.startsWith('QUOTE_') === true && range != null && range[1] >= end) start = range[0];
    },
  });
  return start;
}

function tooDeepOffset(text: string): number {
  let offset = 0;
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?') indicators += 1;
    else if (token === '\n') indicators = 0;
    if (brackets + indicators > MAX_DEPTH) return offset;
    // Tokens that mark a document or a scalar stand for no text.
    if (token !== '\u0002' && token !== '\u0018' && token !== '\u001f') offset += token.length;
  }
  return 0;
}

function sentence(message: string): string {
  const text = message.split('\n')[0] ?? '';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
