/**
 * Characters that nobody sees or that move what others see: controls, formats (zero width, bidirectional), halves of surrogate pairs, private use,
 * separators of lines, what a font may leave out, spaces that are not ASCII's.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?! )\p{Zs}/gu;

/** Tabs separate, and a selector makes an emoji colourful. */
const HARMLESS: readonly string[] = ['\t', '\u{FE0F}'];

/** Slashes of other scripts and of mathematics. */
const SLASHES = '\u2044\u2215\u29F8\u29F6\u2571\u3033\u30CE\uFF0F\u{1D23A}\u2CC6\u31D3\u4E3F\u2F03';

/** @returns the first character of a text that cannot be seen, as `U+200B`. */
export function unseenCharacter(text: string): string | undefined {
  for (const [character] of text.matchAll(UNSEEN)) if (!HARMLESS.includes(character)) return codePoint(character);
  return undefined;
}

/** Whether a line looks as if it began with `/` and a word, and does not: what it really begins with, and the word. */
export function disguisedCommand(line: string): { readonly word: string; readonly begins: string } | undefined {
  const start = line.slice(0, 64);
  const seen = start.replace(UNSEEN, (character) => (HARMLESS.includes(character) ? character : '')).replace(/^ */, '');
  const [, slash = '', word] = /^(.)([a-z]{2,20})(?![a-z])/u.exec(seen) ?? [];
  if (word === undefined || (slash !== '/' && !SLASHES.includes(slash))) return undefined;
  if (slash === '/' && start.replace(/^ */, '').startsWith(`/${word}`)) return undefined;
  return { word, begins: slash === '/' ? (unseenCharacter(start) ?? '') : codePoint(slash) };
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
