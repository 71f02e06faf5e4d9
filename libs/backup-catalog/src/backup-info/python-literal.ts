/** What Barman writes with Python's `repr`. Lists and tuples are both arrays; whole numbers beyond 2⁵³ are bigints. */
export type PythonValue =
  null | boolean | number | bigint | string | readonly PythonValue[] | ReadonlyMap<PythonValue, PythonValue>;

export type PythonLiteral =
  | { readonly kind: 'value'; readonly value: PythonValue }
  /** `offset` counts UTF-16 code units from the start of the text. */
  | { readonly kind: 'malformed'; readonly offset: number; readonly found: string; readonly expected: string };

/**
 * Reads one Python literal: `None`, `True`, `False`, numbers, strings with their escapes (also `u'…'` and `16384L` of
 * Python 2), lists, tuples and dicts. Nothing is evaluated.
 * @see Python 3.11, `ast.literal_eval` and "String and Bytes literals"
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const reader: Reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipBlanks(reader);
    if (reader.at < text.length) throw new Malformed(reader.at, 'the end of the value');
    return { kind: 'value', value };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: 'malformed', offset: error.offset, found: seen(text, error.offset), expected: error.expected };
  }
}

/** Deeper than anything that Barman writes, and shallow enough for the stack. */
const MAX_DEPTH = 64;

interface Reader {
  readonly text: string;
  at: number;
}

/** Leaves the recursion; never leaves this file. */
class Malformed extends Error {
  readonly offset: number;
  readonly expected: string;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
    this.expected = expected;
  }
}

function seen(text: string, offset: number): string {
  return offset >= text.length ? 'the end of the line' : JSON.stringify(text.slice(offset, offset + 16));
}

function readValue(reader: Reader, depth: number): PythonValue {
  if (depth > MAX_DEPTH) throw new Malformed(reader.at, `at most ${MAX_DEPTH} levels`);
  skipBlanks(reader);
  switch (reader.text[reader.at]) {
    case '[':
      return readItems(reader, depth, { open: '[', close: ']' }).items;
    case '(':
      return readParentheses(reader, depth);
    case '{':
      return readDict(reader, depth);
    case "'":
    case '"':
      return readString(reader);
    default:
      return readWord(reader);
  }
}

const WORD = /[uU](?=['"])|[A-Za-z_]\w*|[+-]?(?:\d[\d_]*)?\.?\d*(?:[eE][+-]?\d+)?L?/y;
const WHOLE = /^[+-]?\d[\d_]*L?$/;
const FRACTION = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function readWord(reader: Reader): PythonValue {
  const start = reader.at;
  WORD.lastIndex = start;
  const word = WORD.exec(reader.text)?.[0] ?? '';
  reader.at += word.length;
  if (word === 'u' || word === 'U') return readString(reader);
  if (word === 'None') return null;
  if (word === 'True') return true;
  if (word === 'False') return false;
  if (WHOLE.test(word)) return wholeNumber(word.replace(/[_L]/g, ''));
  if (FRACTION.test(word)) return Number(word.replaceAll('_', ''));
  throw new Malformed(start, 'a Python literal');
}

function wholeNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits.replace(/^\+/, ''));
}

/** Items up to the closing bracket; a comma behind the last is allowed. */
function readItems(
  reader: Reader,
  depth: number,
  { close }: { readonly open: string; readonly close: string },
): { readonly items: readonly PythonValue[]; readonly comma: boolean } {
  reader.at += 1;
  const items: PythonValue[] = [];
  let comma = false;
  for (;;) {
    skipBlanks(reader);
    if (take(reader, close)) return { items, comma };
    if (items.length > 0 && !comma) throw new Malformed(reader.at, `"," or "${close}"`);
    items.push(readValue(reader, depth + 1));
    skipBlanks(reader);
    comma = take(reader, ',');
  }
}

/** `(1)` is 1, `(1,)` and `()` are tuples. */
function readParentheses(reader: Reader, depth: number): PythonValue {
  const { items, comma } = readItems(reader, depth, { open: '(', close: ')' });
  const [only] = items;
  return items.length === 1 && !comma && only !== undefined ? only : items;
}

function readDict(reader: Reader, depth: number): PythonValue {
  reader.at += 1;
  const entries = new Map<PythonValue, PythonValue>();
  let comma = true;
  for (;;) {
    skipBlanks(reader);
    if (take(reader, '}')) return entries;
    if (!comma) throw new Malformed(reader.at, '"," or "}"');
    const key = readValue(reader, depth + 1);
    skipBlanks(reader);
    if (!take(reader, ':')) throw new Malformed(reader.at, '":"');
    entries.set(key, readValue(reader, depth + 1));
    skipBlanks(reader);
    comma = take(reader, ',');
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readString(reader: Reader): string {
  const quote = reader.text[reader.at] ?? '';
  const start = reader.at;
  reader.at += 1;
  let value = '';
  for (;;) {
    const char = reader.text[reader.at];
    if (char === undefined)
      throw new Malformed(reader.text.length, `the closing ${quote} of the string at ${start + 1}`);
    reader.at += 1;
    if (char === quote) return value;
    value += char === '\\' ? readEscape(reader) : char;
  }
}

function readEscape(reader: Reader): string {
  const start = reader.at - 1;
  const char = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char] ?? '';
  if (/[0-7]/.test(char)) {
    const octal = /^[0-7]{1,3}/.exec(reader.text.slice(start + 1, start + 4))?.[0] ?? char;
    reader.at = start + 1 + octal.length;
    return String.fromCodePoint(Number.parseInt(octal, 8));
  }
  if (char === 'N') throw new Malformed(start, 'no character by its name');
  if (!Object.hasOwn(HEX_DIGITS, char)) return `\\${char}`;
  const digits = HEX_DIGITS[char] ?? 0;
  const hex = reader.text.slice(reader.at, reader.at + digits);
  const point = /^[0-9A-Fa-f]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
  if (!(point <= 0x10ffff)) throw new Malformed(start, `\\${char} and ${digits} hexadecimal digits of a character`);
  reader.at += digits;
  return String.fromCodePoint(point);
}

function skipBlanks(reader: Reader): void {
  while (/[ \t\r\n\f]/.test(reader.text[reader.at] ?? '')) reader.at += 1;
}

function take(reader: Reader, char: string): boolean {
  if (reader.text[reader.at] !== char) return false;
  reader.at += 1;
  return true;
}
