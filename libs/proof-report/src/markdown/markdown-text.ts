/**
 * Text as Markdown that comes back as this text: no part of it opens anything, names anybody or becomes a link, in a paragraph, an item or a cell of a
 * table, by CommonMark and by what GitHub adds. It must be visible text, without ends of lines, and stand behind other text.
 */
export function inline(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&$]/g, '\\$&')
    .replace(SPOKEN_TO, (characters) => `\`${characters}\``)
    .replace(/^ | $|(?<= ) /g, '&#32;');
}

/** Who is named by `@` gets a message, `#1` and what looks like an address become links; but not what a code span cuts in two. */
const SPOKEN_TO = /(?:@|#(?=\d)|:(?=\/\/)|(?<=www)\.)+/gi;

/** A name, such as the key of an object: as a code span, in which nothing means anything; where it has what a span cannot hold, as escaped text. */
export function name(text: string): string {
  if (text === '') return '';
  if (/^[^`|\\\s](?:[^`|\\]*[^`|\\\s])?$/u.test(text) && !text.includes('  ')) return `\`${text}\``;
  return `<code>${inline(text)}</code>`;
}

/** A table. Cells are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = new Set() }: { readonly right?: ReadonlySet<number> } = {},
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (right.has(column) ? '--:' : '---'))), ...rows.map(line)];
}
