/**
 * Names in an archive are anything at all. What would not be seen, or would change how the rest is seen, is written as `\u{202E}`: control characters,
 * ends of lines, marks of direction, what joins or has no width, halves of pairs. Everything else stays as it is.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

/** Categories of Unicode: control, format, line and paragraph separators, surrogates, private use; and spaces that are no space. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u{2800}\u{3164}\u{FFA0}]|(?! )\p{Zs}/gu;
