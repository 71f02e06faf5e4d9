/** Where a line of a comment stands, as GitHub shows it. */
export type Place =
  /** At the start of a line of an ordinary paragraph, with nothing before it that could swallow it. */
  | { readonly kind: 'text' }
  /** In code, a comment in HTML or folded details: it is shown as something else, or not at all. */
  | { readonly kind: 'elsewhere' }
  /** Shown as a part of something else, or so that it is not certain. */
  | { readonly kind: 'doubt'; readonly doubt: Doubt };

export type Doubt =
  /** Of a quote or a list, also where only the line before it is. */
  | 'quote-or-list'
  /** Of a heading: the line below underlines it. */
  | 'heading'
  /** Of a block of HTML. */
  | 'html'
  /** Something before it in its paragraph may go on: a code span, a link, a formula, text that is struck out. */
  | 'open-markup'
  /** Something before it in the comment may reach as far: HTML, a table, a definition, a formula. */
  | 'after-markup';
