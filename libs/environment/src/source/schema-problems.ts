import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { formatKeyPath, valueAt, type KeyPath } from './key-path.ts';
import type { Problem } from './problem.ts';

/** A fault in a value, before it is known where in which file it stands. */
export interface ValueFault extends Pick<Problem, 'id' | 'at' | 'found' | 'expected' | 'remedy'> {
  readonly path: KeyPath;
  /** Whether the key or its value is at fault. */
  readonly part: 'key' | 'value';
}

/** Every fault that a schema finds in a value, in the words of the person who wrote it. */
export function schemaFaults(schema: z.ZodType, value: unknown, error: z.ZodError): readonly ValueFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, [], { schema, value }));
}

type Issue = z.core.$ZodIssue;
interface Judged {
  readonly schema: z.ZodType;
  readonly value: unknown;
}

function faultsOf(issue: Issue, parent: KeyPath, judged: Judged): readonly ValueFault[] {
  const path: KeyPath = [...parent, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(judged.schema, path);
      return issue.keys.map((key) => unknownKey([...path, key], known));
    }
    case 'invalid_union':
      return unionFaults(issue, path, judged);
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        ...fault('wrong-key', path, judged.value, inner.message),
        part: 'key',
        found: JSON.stringify(path.at(-1)),
      }));
    case 'invalid_value':
      return [invalidValue(issue.values, path, judged.value)];
    case 'invalid_type':
      return [invalidType(issue, path, judged.value)];
    case 'too_small':
    case 'too_big':
      return [fault('out-of-range', path, judged.value, bound(issue))];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
    case 'custom':
      return [fault('wrong-value', path, judged.value, issue.message)];
  }
}

/** Of the branches of a union, the one that understood most of the value says what is wrong with it. */
function unionFaults(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: KeyPath,
  judged: Judged,
): readonly ValueFault[] {
  const value = valueAt(judged.value, path);
  const asked = issue.errors.filter((branch) =>
    branch.some(({ path: deeper, code }) => deeper.length > 0 || code === 'unrecognized_keys'),
  );
  const best = asked.toSorted((a, b) => a.length - b.length)[0];
  if (best !== undefined && typeof value === 'object' && !isTornBetween(asked, best)) {
    // A misspelt key also looks like a missing one; the misspelling is what the person can see.
    const misspelt = best.filter(({ code, path: deeper }) => code === 'unrecognized_keys' && deeper.length === 0);
    return (misspelt.length > 0 ? misspelt : best).flatMap((inner) => faultsOf(inner, path, judged));
  }
  const words = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const expected =
    issue.message === 'Invalid input'
      ? ['a block of keys', ...words.map((word) => `the word ${word}`)].join(' or ')
      : issue.message;
  return [value === undefined ? missing(path, expected) : fault('wrong-type', path, judged.value, expected)];
}

/** Whether a value says nothing that belongs to one branch rather than to another: each lacks as much. */
function isTornBetween(branches: readonly (readonly Issue[])[], best: readonly Issue[]): boolean {
  const lacks = (branch: readonly Issue[]) =>
    branch.every(({ code }) => code === 'invalid_type' || code === 'invalid_union');
  return lacks(best) && branches.filter((branch) => branch.length === best.length && lacks(branch)).length > 1;
}

function unknownKey(path: KeyPath, known: readonly string[]): ValueFault {
  const key = String(path.at(-1));
  const guess = closest(key, known);
  return {
    id: 'unknown-key',
    path,
    part: 'key',
    at: formatKeyPath(path),
    found: `the unknown key ${JSON.stringify(key)}`,
    expected: known.length === 0 ? 'no such key' : `one of ${known.join(', ')}`,
    ...(guess !== undefined && { remedy: `Did you mean ${guess}?` }),
  };
}

function invalidValue(values: readonly unknown[], path: KeyPath, value: unknown): ValueFault {
  const words = values.map(String);
  const found = valueAt(value, path);
  const guess = typeof found === 'string' ? closest(found, words) : undefined;
  return {
    ...fault('wrong-value', path, value, words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`),
    ...(guess !== undefined && { remedy: `Did you mean ${guess}?` }),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

/**
 * What a value of a wrong type should have been, for schemas that do not say it in their own words. To be given to `safeParse`, so that
 * the message of a type issue is always what was expected.
 */
export function expectedType(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' ? (TYPES[issue.expected] ?? issue.expected) : undefined;
}

function invalidType(issue: Extract<Issue, { code: 'invalid_type' }>, path: KeyPath, value: unknown): ValueFault {
  const expected = issue.message;
  return valueAt(value, path) === undefined ? missing(path, expected) : fault('wrong-type', path, value, expected);
}

function missing(path: KeyPath, expected: string): ValueFault {
  return {
    id: 'missing-key',
    path,
    part: 'value',
    at: formatKeyPath(path),
    found: 'nothing',
    expected,
    remedy: `Add the key ${String(path.at(-1))}.`,
  };
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === 'array') return `${limit} entries`;
  return issue.origin === 'string' ? `${limit} characters` : limit;
}

function fault(id: string, path: KeyPath, value: unknown, expected: string): ValueFault {
  return { id, path, part: 'value', at: formatKeyPath(path), found: describe(valueAt(value, path)), expected };
}

/** What was found, short enough for a line. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a block of keys';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function closest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that a schema knows at a path, through its JSON Schema; worked out only once something is wrong. */
function knownKeys(schema: z.ZodType, path: KeyPath): readonly string[] {
  let at: readonly JsonSchema[] = alternatives(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema,
  );
  for (const step of path) {
    at = at.flatMap((node) => {
      const next = typeof step === 'number' ? node.items : (node.properties?.[step] ?? node.additionalProperties);
      return typeof next === 'object' ? alternatives(next) : [];
    });
  }
  return [...new Set(at.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function alternatives(node: JsonSchema): readonly JsonSchema[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}
