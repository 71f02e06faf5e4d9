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
  if (isCollection(value)) writeCollection(out, value, { inline: '', block: '', indent: '', depth: 0 });
  else out.push(scalar(value, ''), '\n');
  return out.join('');
}

const MAX_DEPTH = 1000;

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Where a collection is written. */
interface Place {
  /** What comes before it when it is empty and so stands on the current line. */
  readonly inline: string;
  /** What comes before its first line otherwise. */
  readonly block: string;
  /** What comes before its further lines. */
  readonly indent: string;
  readonly depth: number;
}

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null;
}

function writeCollection(out: string[], value: Collection, place: Place): void {
  if (place.depth > MAX_DEPTH) throw new TypeError(`a manifest nests deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) writeSequence(out, value, place);
  else writeMap(out, value as Readonly<Record<string, unknown>>, place);
}

function writeMap(
  out: string[],
  map: Readonly<Record<string, unknown>>,
  { inline, block, indent, depth }: Place,
): void {
  const keys = orderedKeys(map);
  if (keys.length === 0) out.push(inline, '{}\n');
  const deeper = `${indent}  `;
  let lead = block;
  for (const key of keys) {
    const value = map[key];
    out.push(lead, quoteKey(key));
    if (isCollection(value)) {
      // A sequence stands no deeper than its key: its dashes set it apart.
      const below = Array.isArray(value) ? indent : deeper;
      writeCollection(out, value, { inline: ': ', block: `:\n${below}`, indent: below, depth: depth + 1 });
    } else out.push(': ', scalar(value, deeper), '\n');
    lead = indent;
  }
}

/** The first entry of a collection that is an item stands on the dash's line. */
function writeSequence(out: string[], items: readonly unknown[], { inline, block, indent, depth }: Place): void {
  if (items.length === 0) out.push(inline, '[]\n');
  const deeper = `${indent}  `;
  let lead = `${block}- `;
  for (const item of items) {
    if (isCollection(item)) writeCollection(out, item, { inline: lead, block: lead, indent: deeper, depth: depth + 1 });
    else out.push(lead, scalar(item, deeper), '\n');
    lead = `${indent}- `;
  }
}

/**
 * The keys that have a value, in canonical order. Each is moved to its place among those before it: maps of manifests have a
 * handful of keys, mostly in order already, and `Array.sort` takes longer to start than they take to sort.
 */
function orderedKeys(map: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  if (keys.length > FEW_KEYS) return keys.sort((a, b) => (precedes(a, b) ? -1 : 1));
  for (let position = 1; position < keys.length; position += 1) moveDown(keys, position);
  return keys;
}

const FEW_KEYS = 32;

/** Moves the key at a position in front of those before it that it precedes. */
function moveDown(keys: string[], position: number): void {
  const key = keys[position] ?? '';
  let hole = position;
  for (; hole > 0 && precedes(key, keys[hole - 1] ?? ''); hole -= 1) keys[hole] = keys[hole - 1] ?? '';
  keys[hole] = key;
}

function precedes(a: string, b: string): boolean {
  const ranks = rank(a) - rank(b);
  return ranks === 0 ? a < b : ranks < 0;
}

function rank(key: string): number {
  switch (key) {
    case 'apiVersion':
      return 0;
    case 'kind':
      return 1;
    case 'metadata':
      return 2;
    case 'name':
      return 3;
    default:
      return 4;
  }
}

function scalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      return quoteString(value, indent);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return numberText(value);
    default:
      if (value === null) return 'null';
      throw new TypeError(`a manifest cannot hold a ${typeof value}`);
  }
}

/**
 * A number that YAML 1.1 and 1.2 readers read alike.
 * @throws TypeError for what is not finite.
 */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`a manifest cannot hold ${value}`);
  const text = String(value);
  // `1e21` is a float in YAML 1.2 and a string in YAML 1.1, which wants a dot and a sign: 1.0e+21.
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent.startsWith('-') ? exponent : `+${exponent.replace('+', '')}`}`;
}
