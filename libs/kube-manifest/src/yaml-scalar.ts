/**
 * How strings are written so that no reader takes them for something else.
 *
 * Plain style is used only for text that is safe by construction (see PLAIN); anything that YAML 1.1 or 1.2 could resolve to a
 * boolean, null, number, timestamp, merge key or sexagesimal is double-quoted. Several printable lines become a literal block.
 * @see https://yaml.org/type/ for the YAML 1.1 types
 */
export function quoteString(text: string, indent: string): string {
  if (isPlain(text)) return text;
  if (isLiteral(text)) return literal(text, indent);
  return doubleQuoted(text);
}

/**
 * A map key, which is always on one line.
 * @throws TypeError when longer than YAML lets an implicit key be; no name in Kubernetes comes near.
 */
export function quoteKey(text: string): string {
  if (text.length > MAX_KEY_LENGTH) throw new TypeError(`a manifest key is longer than ${MAX_KEY_LENGTH} characters`);
  return isPlain(text) ? text : doubleQuoted(text);
}

/** Starts with a letter, slash or dollar, and holds only characters without meaning to YAML in any position. */
const PLAIN = /^[A-Za-z/$][A-Za-z0-9_./$@+=()-]*(?:[ ,;:][A-Za-z0-9_./$@+=()"'<>*-]+)*$/u;
/** YAML 1.1 booleans and nulls in every case, words that begin floats, and exponents without a number, which some take for one. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e[-+]?\d+)$/i;
/** YAML allows 1,024 with quotes and escapes counted. */
const MAX_KEY_LENGTH = 500;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !isReservedWord(text);
}

/** Whether some YAML reader takes the word for a boolean, null or number where it stands without quotes. */
export function isReservedWord(text: string): boolean {
  return RESERVED.test(text);
}

/**
 * Printable ASCII, no line that ends in a space, exactly one newline at the end. The first line is not indented: by it readers know how far
 * the others are.
 */
const LITERAL = /^[!-~](?:[ -~]*[!-~])?\n(?: *[!-~](?:[ -~]*[!-~])?\n|\n(?!$))*$/;

function isLiteral(text: string): boolean {
  return text.includes('\n') && text.indexOf('\n') < text.length - 1 && !text.startsWith('\n') && LITERAL.test(text);
}

function literal(text: string, indent: string): string {
  const pad = indent === '' ? '  ' : indent;
  const body = text
    .slice(0, -1)
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n');
  return `|\n${body}`;
}

// eslint-disable-next-line no-control-regex -- control characters are what must not be written as they are
const ESCAPED = /["\\\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/gu;

/** Text in the one style that holds any: every character that could be misread or not be seen is escaped, on one line. */
export function doubleQuoted(text: string): string {
  return `"${text.replace(ESCAPED, escape)}"`;
}

function escape(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
