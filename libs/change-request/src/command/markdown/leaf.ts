import { htmlBlock, type HtmlBlock } from './html-block.ts';

/** A block that holds text, or none. */
export type Leaf =
  | { readonly kind: 'none' | 'comment' }
  | HtmlBlock
  /** `from`: its first line. `open`: what began in it may go on. */
  | { readonly kind: 'paragraph'; readonly from: number; readonly open: boolean }
  | { readonly kind: 'fence'; readonly mark: string; readonly width: number };

/** What a line begins that is no container and no paragraph. */
export type LeafStart =
  | { readonly kind: 'heading' | 'underline' | 'break' }
  | HtmlBlock
  | { readonly kind: 'fence'; readonly mark: string; readonly width: number };

const FENCE = /^(?:(`{3,})[^`]*$|(~{3,}))/;
const BREAK = /^(?:\* *\* *\*[* ]*|- *- *-[- ]*|_ *_ *_[_ ]*)$/;
/** Whether a line would go on with a paragraph otherwise: with all marks of what the paragraph stands in, or without (lazily). */
export interface ParagraphBefore {
  readonly inParagraph: boolean;
  readonly isLazy: boolean;
}

/**
 * @param text A line from its first character that is no space.
 * @see CommonMark 0.31.2, chapter 4
 */
export function leafStart(text: string, { inParagraph, isLazy }: ParagraphBefore): LeafStart | undefined {
  switch (text.charAt(0)) {
    case '#':
      return /^#{1,6}(?: |$)/.test(text) ? { kind: 'heading' } : undefined;
    case '`':
    case '~':
      return fenceStart(text);
    case '<':
      return htmlBlock(text, inParagraph || isLazy);
    case '=':
    case '-':
      if (inParagraph && /^(?:=+|-+) *$/.test(text)) return { kind: 'underline' };
  }
  return BREAK.test(text) ? { kind: 'break' } : undefined;
}

function fenceStart(text: string): LeafStart | undefined {
  const [, backticks, tildes] = FENCE.exec(text) ?? [];
  const run = backticks ?? tildes;
  return run === undefined ? undefined : { kind: 'fence', mark: run.charAt(0), width: run.length };
}
