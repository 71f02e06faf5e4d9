import { html, type Html } from '@postgres-ha/markup';

export type Tone = 'proven' | 'damaged' | 'unknown' | 'waiting';

/** The same thing by shape and by colour. */
const SIGNS: Readonly<Record<Tone, string>> = { proven: '✓', damaged: '✕', unknown: '?', waiting: '·' };

/** A word with its sign: `✓ proven`. */
export function badge(tone: Tone, word: string): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true" class="sign">${SIGNS[tone]}</span>${word}</span>`;
}

/** The sign alone, large, for a verdict that is said beside it. */
export function sign(tone: Tone): Html {
  return html`<span aria-hidden="true" class="seal ${tone}">${SIGNS[tone]}</span>`;
}
