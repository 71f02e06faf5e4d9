/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  // Before the start, `lastIndexOf` would look at the first character.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed === -1) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** Where the next line begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed === -1 ? text.length : feed + 1;
}

/** The end of the line above, before its line end; 0 for the first line. */
export function endOfLineAbove(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return start === 0 ? 0 : lineEnd(text, lineStart(text, start - 1));
}

/** Whether nothing but spaces stands before it on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset));
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** How the line of an offset ends; a last line without an end, how the one above it does. */
export function lineBreakAt(text: string, offset: number): string {
  const feed = text.indexOf('\n', offset);
  const nearest = feed === -1 ? text.lastIndexOf('\n') : feed;
  return nearest > 0 && text[nearest - 1] === '\r' ? '\r\n' : '\n';
}

/** Spaces and tabs before an offset are not part of what stands there. */
export function trimmedEnd(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return end;
}

export function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
