/** A block of HTML: it ends with the line that `end` matches, or at an empty line where that is undefined. */
export interface HtmlBlock {
  readonly kind: 'html';
  readonly end: RegExp | undefined;
}

/** @see CommonMark 0.31.2, section 4.6: HTML blocks, start conditions 1 to 5 */
const WITH_END: readonly { readonly start: RegExp; readonly end: RegExp }[] = [
  { start: /^<(?:script|pre|textarea|style)(?:[ >]|$)/i, end: /<\/(?:script|pre|textarea|style)>/i },
  { start: /^<!--/, end: /-->/ },
  { start: /^<\?/, end: /\?>/ },
  { start: /^<![A-Za-z]/, end: />/ },
  { start: /^<!\[CDATA\[/, end: /\]\]>/ },
];

/** Condition 6. */
const NAMES = [
  ...[
    'address',
    'article',
    'aside',
    'base',
    'basefont',
    'blockquote',
    'body',
    'caption',
    'center',
    'col',
    'colgroup',
    'dd',
  ],
  ...[
    'details',
    'dialog',
    'dir',
    'div',
    'dl',
    'dt',
    'fieldset',
    'figcaption',
    'figure',
    'footer',
    'form',
    'frame',
    'frameset',
  ],
  ...[
    'h[1-6]',
    'head',
    'header',
    'hr',
    'html',
    'iframe',
    'legend',
    'li',
    'link',
    'main',
    'menu',
    'menuitem',
    'nav',
    'noframes',
  ],
  ...[
    'ol',
    'optgroup',
    'option',
    'p',
    'param',
    'search',
    'section',
    'summary',
    'table',
    'tbody',
    'td',
    'tfoot',
    'th',
    'thead',
  ],
  ...['title', 'tr', 'track', 'ul'],
];
const NAMED = new RegExp(`^</?(?:${NAMES.join('|')})(?: |/?>|$)`, 'i');

/** Condition 7: any complete tag, alone on its line. */
const ATTRIBUTE = ' +[a-z_:][a-z0-9:._-]*(?: *= *(?:[^"\'=<>`\\0-\\x20]+|\'[^\']*\'|"[^"]*"))?';
const ALONE = new RegExp(`^<(?:[a-z][a-z0-9-]*(?:${ATTRIBUTE})* */?|/[a-z][a-z0-9-]* *)> *$`, 'i');

/** @param text A line from its first character that is no space. */
export function htmlBlock(text: string, inParagraph: boolean): HtmlBlock | undefined {
  const ended = WITH_END.find(({ start }) => start.test(text));
  if (ended !== undefined) return { kind: 'html', end: ended.end };
  return NAMED.test(text) || (!inParagraph && ALONE.test(text)) ? { kind: 'html', end: undefined } : undefined;
}
