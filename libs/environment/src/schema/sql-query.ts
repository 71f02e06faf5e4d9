/** What may hold a semicolon or a word without meaning it: strings of three kinds, quoted names, comments. */
const OPAQUE =
  /(?<![\w$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$])(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1/g;

/** A column that is called so stands in quotes. */
const WRITES = /(?<![\w$])(?:insert|update|delete|merge|into|truncate|copy)(?![\w$])/i;

/**
 * Whether a text looks like one query that reads: SELECT or WITH, and nothing behind its semicolon. It is a help for people who write one, and no
 * protection: that is the read-only transaction in which the query runs, on a copy.
 */
export function isOneQuery(text: string): boolean {
  const bare = text.replace(OPAQUE, ' ').trim();
  return /^(?:\(\s*)*(?:select|with)\b/i.test(bare) && !/;\s*\S/.test(bare) && !WRITES.test(bare);
}
