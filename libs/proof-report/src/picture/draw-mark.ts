import { html, type Html } from '@postgres-ha/markup';
import { markTitle } from './picture-words.ts';
import type { Mark, MarkKind } from './marks.ts';

const RADIUS = 7;

/** A backup below the bar: told apart by its shape, not by its colour alone. */
export function drawMark(mark: Mark, { x, y }: { readonly x: number; readonly y: number }): Html {
  const cx = Math.round(x * 10) / 10;
  const cy = y + 17;
  const count = mark.backups.length;
  return html`<g
    ><title>${markTitle(mark)}</title
    ><line x1="${cx}" y1="${y}" x2="${cx}" y2="${cy - RADIUS}" class="pr-stem" />${markShape(mark.kind, { cx, cy })}${
      count === 1 ? undefined : html`<text x="${cx + RADIUS + 3}" y="${cy + 4}" class="pr-quiet">×${count}</text>`
    }</g
  >`;
}

/** A tick, an empty ring, a question, or a cross. */
export function markShape(kind: MarkKind, { cx, cy }: { readonly cx: number; readonly cy: number }): Html {
  switch (kind) {
    case 'proven':
      return html`<circle cx="${cx}" cy="${cy}" r="${RADIUS}" class="pr-mark-proven" /><path
          d="M${cx - 3.2} ${cy + 0.2}l2.3 2.5 4.2-5"
          class="pr-tick-proven"
        />`;
    case 'listed':
      return html`<circle cx="${cx}" cy="${cy}" r="${RADIUS - 1}" class="pr-mark-listed" />`;
    case 'unknown':
      return html`<circle cx="${cx}" cy="${cy}" r="${RADIUS}" class="pr-mark-unknown" /><text
          x="${cx}"
          y="${cy + 4}"
          text-anchor="middle"
          class="pr-unproven-text pr-strong"
          >?</text
        >`;
    case 'damaged':
      return html`<rect
          x="${cx - RADIUS}"
          y="${cy - RADIUS}"
          width="${2 * RADIUS}"
          height="${2 * RADIUS}"
          rx="2"
          class="pr-mark-damaged"
        /><path d="M${cx - 3} ${cy - 3}l6 6m0-6l-6 6" class="pr-tick-damaged" />`;
  }
}
