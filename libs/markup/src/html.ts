/** Markup that is safe to send: only `html` makes it. */
export interface Html {
  readonly markup: string;
  readonly [made]: true;
}

declare const made: unique symbol;

/** What may stand in a template: text, which is escaped, markup that a template made, or nothing. */
export type Part = string | number | undefined | Html | readonly Part[];

/**
 * A template in which every value is text unless a template made it, so that nothing has to be escaped by hand, and nothing can be forgotten.
 * Values stand between tags or within a quoted attribute, nowhere else.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return trusted(strings.map((each, index) => `${each}${markupOf(parts[index])}`).join(''));
}

/** Markup from a maker that escapes by itself, such as the one that draws pictures. */
export function trusted(markup: string): Html {
  return { markup } as Html;
}

export const NOTHING: Html = trusted('');

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return isHtml(part) ? part.markup : part.map(markupOf).join('');
}

function isHtml(part: Html | readonly Part[]): part is Html {
  return 'markup' in part;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters have no place in markup, and no shape either. */
function escaped(text: string): string {
  return (
    text
      .replaceAll(/[&<>"'`]/g, (each) => ENTITIES[each] ?? each)
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd')
  );
}
