/** Characters that are not seen, or turn the direction of writing: they would make a text look like another one. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A text of strangers on one line, without what is not seen. The beginning of a comment is taken apart, because markers of ours are in
 * comments.
 */
export function onOneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(UNSEEN, '')
    .replaceAll('<!--', '<! --')
    .toWellFormed()
    .trim();
}

/** On one line, cut with an ellipsis where it is longer. Never within a character. */
export function cut(text: string, room: number): string {
  // what is far beyond the room is not looked at; most of what is taken away is white space
  const line = onOneLine(text.length > 4 * room + 1000 ? text.slice(0, 4 * room + 1000) : text);
  if (line.length <= room) return line;
  return `${line
    .slice(0, Math.max(0, room - 1))
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}

/**
 * A text for a place where nothing is hidden: what is not seen is named, `⟨U+202E⟩`, and control characters have the pictures that Unicode
 * gives them. Tabs and line ends stay.
 */
export function withUnseenShown(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || character === '\t') return character;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
