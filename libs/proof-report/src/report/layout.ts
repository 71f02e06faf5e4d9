/** As wide in every terminal, and in none. */
export const WIDTH = 110;

/** Breaks a text at its spaces. A word that is longer than a line, such as a key, stands alone and whole, so that it can be copied. */
export function wrapped(text: string, indent: { readonly first: string; readonly rest: string }): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? indent.first : indent.rest;
    if (line !== '' && start.length + line.length + 1 + word.length > WIDTH) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, (lines.length === 0 ? indent.first : indent.rest) + line].join('\n');
}

/** Columns two spaces apart; `right` names those of numbers. */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number>): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
