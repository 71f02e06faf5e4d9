/** Stands between two characters that GitHub would read together. It is not seen. */
const APART = '\u200b';

/** The same as markup has it, where whoever looks into the text sees it too. */
export const APART_ENTITY = '&#8203;';

/**
 * A text that is read as it is written: no markup, no HTML, no link, nobody who is mentioned, no issue or commit that is referred to, and
 * none that is closed. On one line; in a cell of a table too.
 *
 * @param text on one line, as `cut` and `onOneLine` make it
 * @see https://github.github.com/gfm/#backslash-escapes; GitHub looks for mentions and references after that, so that they are taken apart
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function prose(text: string): string {
  return (
    plainTitle(text)
      .replace(/[\\`*_[\]<>#~&$|]/g, (character) => `\\${character}`)
      // what begins a list or an underlined heading does so only at the beginning
      .replace(/^(?=[-+=])/, '\\')
      .replace(/^(\d+)(?=[.)])/, '$1\\')
      .replaceAll(APART, APART_ENTITY)
  );
}

/**
 * A text for where GitHub knows no markup but still looks for people and issues: a title, the message of a commit. What is
 * written behind it may begin with anything.
 */
export function plainTitle(text: string): string {
  return text
    .replace(/@/g, `$&${APART}`)
    .replace(/#(?=\d|$)/g, `$&${APART}`)
    .replace(/\bGH-(?=\d)/gi, `$&${APART}`)
    .replace(/:(?=\/\/)/g, `$&${APART}`)
    .replace(/:(?=([a-z0-9_+-]{1,64}):)/gi, (colon, name: string) => (isPicture(name) ? `${colon}${APART}` : colon))
    .replace(/www(?=\.|$)/gi, `$&${APART}`)
    .replace(/\b[0-9a-f]{7,40}\b/gi, (digits) => digits.replace(/.{6}(?=.)/g, `$&${APART}`));
}

/** What a place in a file or a time of day has between colons is none. */
function isPicture(name: string): boolean {
  return /\D/.test(name) || name === '100' || name === '1234';
}
