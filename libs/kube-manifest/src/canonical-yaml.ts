import { quoteKey, quoteString } from './yaml-scalar.ts';

/**
 * Writes a value as block-style YAML that a YAML 1.1 reader (Kubernetes, Argo CD) and a YAML 1.2 reader (most editors and
 * libraries) read as the same JSON value. The bytes depend on the value alone: map keys are sorted by code unit, except that
 * `apiVersion`, `kind`, `metadata` and `name` lead; absent (undefined) keys are left out; there is one trailing newline.
 *
 * @throws TypeError for what JSON cannot hold: functions, symbols, bigint, NaN, infinities, cycles deeper than 1,000 levels.
 */
export function canonicalYaml(value: unknown): string {
  const out: string[] = [];
  writeNode(out, value, '', 0);
  return out.join('');
}

const LEADING_KEYS = ['apiVersion', 'kind', 'metadata', 'name'];
const MAX_DEPTH = 1000;

/** Writes `value` after whatever stands on the current line; nested lines start with `indent`. */
function writeNode(out: string[], value: unknown, indent: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new TypeError(`a manifest nests deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) writeSequence(out, value, indent, depth);
  else if (typeof value === 'object' && value !== null) writeMap(out, value as Record<string, unknown>, indent, depth);
  else out.push(scalar(value, indent), '\n');
}

function writeMap(out: string[], map: Record<string, unknown>, indent: string, depth: number): void {
  const keys = orderedKeys(map);
  if (keys.length === 0) {
    out.push('{}\n');
    return;
  }
  let first = true;
  for (const key of keys) {
    // The first entry of a map that is a sequence item stands on the dash's line.
    if (!first || startsOnNewLine(out)) out.push(indent);
    first = false;
    out.push(quoteKey(key), ':');
    writeEntry(out, map[key], indent, depth);
  }
}

function writeEntry(out: string[], value: unknown, indent: string, depth: number): void {
  if (isEmptyCollection(value) || typeof value !== 'object' || value === null) {
    out.push(' ');
    writeNode(out, value, `${indent}  `, depth + 1);
  } else {
    out.push('\n');
    writeNode(out, value, Array.isArray(value) ? indent : `${indent}  `, depth + 1);
  }
}

function writeSequence(out: string[], items: readonly unknown[], indent: string, depth: number): void {
  if (items.length === 0) {
    out.push('[]\n');
    return;
  }
  let first = true;
  for (const item of items) {
    if (!first || startsOnNewLine(out)) out.push(indent);
    first = false;
    out.push('- ');
    writeNode(out, item, `${indent}  `, depth + 1);
  }
}

function startsOnNewLine(out: readonly string[]): boolean {
  return out.length === 0 || out.at(-1)?.endsWith('\n') === true;
}

function isEmptyCollection(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && orderedKeys(value as Record<string, unknown>).length === 0;
}

function orderedKeys(map: Record<string, unknown>): readonly string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  if (keys.length < 2) return keys;
  return keys.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(key: string): number {
  const position = LEADING_KEYS.indexOf(key);
  return position === -1 ? LEADING_KEYS.length : position;
}

function scalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      return quoteString(value, indent);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return number(value);
    default:
      if (value === null) return 'null';
      throw new TypeError(`a manifest cannot hold a ${typeof value}`);
  }
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`a manifest cannot hold ${value}`);
  if (Object.is(value, -0)) return '0';
  const text = String(value);
  // `1e21` is a float in YAML 1.2 and a string in YAML 1.1, which wants a dot and a sign: 1.0e+21.
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent.startsWith('-') ? exponent : `+${exponent.replace('+', '')}`}`;
}
