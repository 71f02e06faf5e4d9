/** What Barman writes as Python literals. */
export type PythonValue =
  | null
  | string
  | number
  | bigint
  | readonly PythonValue[]
  | { readonly kind: 'tuple'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'dict'; readonly entries: Readonly<Record<string, PythonValue>> };

/** The text that Python's `repr` gives. @see unicode_repr in Objects/unicodeobject.c of CPython 3.11 */
export function pythonLiteral(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (!('kind' in value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (value.kind === 'tuple') {
    const items = value.items.map(pythonLiteral);
    return items.length === 1 ? `(${items.join()},)` : `(${items.join(', ')})`;
  }
  const entries = Object.entries(value.entries).map(([key, item]) => `${quoted(key)}: ${pythonLiteral(item)}`);
  return `{${entries.join(', ')}}`;
}

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = Array.from(text, (character) => {
    if (character === quote) return `\\${quote}`;
    return NAMED[character] ?? (/[\p{C}\p{Z}]/u.test(character) && character !== ' ' ? numbered(character) : character);
  });
  return `${quote}${escaped.join('')}${quote}`;
}

function numbered(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
