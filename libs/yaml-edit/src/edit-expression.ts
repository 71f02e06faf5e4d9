import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, parseAllDocuments, visit, type Document } from 'yaml';
import type { Edit, JsonValue } from './edit.ts';
import { nameOf } from './entry.ts';
import { parsePath } from './path.ts';

/** An edit as people write it on a line, or what is wrong with that line. */
export type EditExpression =
  | { readonly kind: 'edit'; readonly edit: Edit }
  | { readonly kind: 'refused'; readonly found: string; readonly expected: string; readonly remedy: string };

/**
 * Reads `path=value` (set), `path+=value` (append) and `path-` (delete).
 *
 * A path is words with dots, positions in brackets and, for odd keys, JSON strings in brackets: `services[2].name`,
 * `labels["example.org/team"]`. A value is one YAML 1.2 scalar or flow collection: `5` is a number, `45s`, `on` and `"5"` are text, `null`
 * is nothing, `[a, b]` is a list.
 */
export function readEdit(text: string): EditExpression {
  const { written = '', operator = '-', value = '' } = EXPRESSION.exec(text)?.groups ?? {};
  const path = parsePath(written);
  if (path === undefined) {
    return refused(
      JSON.stringify(text),
      'path=value, path+=value or path-',
      'For example instances=5, \'services+={name: mail-svc}\' or poolers.ro-; an odd key as labels["example.org/team"].',
    );
  }
  if (operator === '-') return { kind: 'edit', edit: { kind: 'delete', path } };
  const read = readValue(value);
  if ('found' in read) return read;
  return { kind: 'edit', edit: { kind: operator === '=' ? 'set' : 'append', path, value: read.value } };
}

/** A path ends at the first `=` or `+=` that is not in quotes, or at a hyphen that ends the text. */
const EXPRESSION = /^(?<written>(?:[^"=+]|"(?:[^"\\]|\\.)*")+?)(?:(?<operator>\+?=)(?<value>[^]*)|-)$/;

type Refused = Extract<EditExpression, { kind: 'refused' }>;

function readValue(text: string): { readonly value: JsonValue } | Refused {
  if (text.trim() === '') {
    return refused('no value', 'a value', 'Write "" for empty text, null for nothing, or path- to delete the key.');
  }
  const document = compose(text);
  const fault = document === undefined ? 'text that is not one YAML value' : faultOf(document);
  if (document === undefined || fault !== undefined) {
    const remedy = 'Put text with special characters in quotes, for example \'description="orders: all of them"\'.';
    return refused(
      `${JSON.stringify(text)}: ${fault ?? ''}`,
      'a word, a number, text in quotes, [a, b] or {a: 1}',
      remedy,
    );
  }
  return { value: document.toJS() as JsonValue };
}

function compose(text: string): Document | undefined {
  try {
    const documents = parseAllDocuments(text, { version: '1.2', merge: false, prettyErrors: false });
    const [document, second] = 'empty' in documents ? [] : documents;
    return second === undefined && document?.errors.length === 0 ? document : undefined;
  } catch (error) {
    // Nested so deeply that the stack is exhausted.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What a value must not have: anything that would be lost, or that JSON has no word for. */
function faultOf(document: Document): string | undefined {
  if (document.comment != null || document.commentBefore != null) return 'a comment';
  if (document.directives?.docStart === true) return 'a document start';
  let fault: string | undefined;
  visit(document, (key, node) => {
    fault = isPair(node) ? (nameOf(node) === undefined ? 'a key that is no word' : undefined) : faultOfNode(node, key);
    return fault === undefined ? undefined : visit.BREAK;
  });
  return fault;
}

function faultOfNode(node: unknown, key: unknown): string | undefined {
  if (isAlias(node)) return 'an alias';
  if (!isScalar(node) && !isCollection(node)) return undefined;
  if (node.comment != null || node.commentBefore != null) return 'a comment';
  if (node.anchor !== undefined) return 'an anchor';
  if (node.tag !== undefined) return 'a tag';
  if ((isMap(node) || isSeq(node)) && node.flow !== true) return 'a block where a value on one line is expected';
  if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')) return 'a block of text';
  if (isScalar(node) && key !== 'key' && typeof node.value === 'number' && !isExact(node.value)) {
    return 'a number that would lose digits';
  }
  return undefined;
}

/** JSON has no infinities, and JavaScript rounds whole numbers beyond 2^53. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}

function refused(found: string, expected: string, remedy: string): Refused {
  return { kind: 'refused', found, expected, remedy };
}
