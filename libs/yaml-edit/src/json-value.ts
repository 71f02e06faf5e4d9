import { refusal, type JsonValue, type Refusal } from './edit.ts';

const MAX_DEPTH = 50;
/** YAML allows 1,024 for a key on one line, with quotes and escapes counted. */
const MAX_KEY_LENGTH = 150;

/** Why a value cannot be written so that every reader gets it back, if so. */
export function valueFault(value: JsonValue, offset: number): Refusal | undefined {
  const found = faultIn(value, 0);
  if (found === undefined) return undefined;
  return refusal(offset, {
    id: 'value-not-json',
    found,
    expected: 'a value that JSON can hold',
    remedy: 'Text, numbers, true, false, null, lists and maps of them are possible.',
  });
}

export function keyFault(key: string, offset: number): Refusal | undefined {
  return valueFault({ [key]: null }, offset);
}

function faultIn(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `the number ${value}`;
    case 'string':
      return value.isWellFormed() ? undefined : 'half of a surrogate pair';
    case 'object':
      return value === null ? undefined : faultInside(value, depth);
    default:
      return `a value of the type ${typeof value}`;
  }
}

function faultInside(value: object, depth: number): string | undefined {
  if (depth >= MAX_DEPTH) return `values nested deeper than ${MAX_DEPTH} levels`;
  const keyed = Array.isArray(value)
    ? undefined
    : Object.keys(value)
        .map(faultOfKey)
        .find((fault) => fault !== undefined);
  if (keyed !== undefined) return keyed;
  return Object.values(value)
    .map((each) => faultIn(each, depth + 1))
    .find((fault) => fault !== undefined);
}

function faultOfKey(key: string): string | undefined {
  if (key === '__proto__' || key === '<<') return `the key ${key}`;
  if (!key.isWellFormed()) return 'half of a surrogate pair in a key';
  return key.length > MAX_KEY_LENGTH ? `a key of ${key.length} characters` : undefined;
}
