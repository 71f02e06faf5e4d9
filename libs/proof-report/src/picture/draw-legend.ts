import type { ArchiveReport, Moments } from '@postgres-ha/backup-proof';
import { html, type Html } from '@postgres-ha/markup';
import { markShape } from './draw-mark.ts';
import { markKind, type MarkKind } from './marks.ts';
import { MARK_WORDS } from './picture-words.ts';
import { CHARACTER } from './spread-labels.ts';

export interface DrawnLegend {
  readonly markup: Html;
  readonly height: number;
}

const ROW = 22;
const STATES = ['proven', 'unproven', 'lost'] as const;
const KINDS = ['proven', 'listed', 'unknown', 'damaged'] as const;
const STATE_LABELS: Readonly<Record<Moments['state'], string>> = {
  proven: 'replayed: proven',
  unproven: 'not replayed',
  lost: 'lost',
};

type Entry =
  | { readonly kind: 'state'; readonly state: Moments['state'] }
  | { readonly kind: 'mark'; readonly mark: MarkKind }
  | { readonly kind: 'age' };

/** Only of what is in the picture. */
export function drawLegend(
  { moments, backups }: ArchiveReport,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): DrawnLegend {
  const states = new Set(moments.map(({ state }) => state));
  const marks = new Set(backups.map(markKind));
  const entries: readonly Entry[] = [
    ...STATES.filter((state) => states.has(state)).map((state): Entry => ({ kind: 'state', state })),
    ...KINDS.filter((mark) => marks.has(mark)).map((mark): Entry => ({ kind: 'mark', mark })),
    ...(backups.some(({ proofs }) => proofs.length > 0) ? [{ kind: 'age' } as const] : []),
  ];
  let x = left;
  let y = top;
  const drawn = entries.map((entry) => {
    const text = textOf(entry);
    const sign = entry.kind === 'state' ? 30 : entry.kind === 'mark' ? 20 : 50;
    const wide = sign + text.length * CHARACTER + 14;
    if (x > left && x + wide - 14 > left + width) {
      x = left;
      y += ROW;
    }
    const at = { x, y };
    x += wide;
    return html`${signOf(entry, at)}<text x="${at.x + sign}" y="${at.y + 13}" class="pr-quiet">${text}</text>`;
  });
  return { markup: html`${drawn}`, height: entries.length === 0 ? 0 : y - top + ROW };
}

function textOf(entry: Entry): string {
  switch (entry.kind) {
    case 'state':
      return STATE_LABELS[entry.state];
    case 'mark':
      return MARK_WORDS[entry.mark];
    case 'age':
      return 'highest proof, and its age';
  }
}

function signOf(entry: Entry, { x, y }: { readonly x: number; readonly y: number }): Html {
  switch (entry.kind) {
    case 'state':
      return swatch(entry.state, { x, y });
    case 'mark':
      return markShape(entry.mark, { cx: x + 7, cy: y + 9 });
    case 'age':
      return html`<text x="${x}" y="${y + 13}" class="pr-quiet pr-strong">L4 3 h</text>`;
  }
}

/** With its own hatching, since a pattern has the id of the picture. */
function swatch(state: Moments['state'], { x, y }: { readonly x: number; readonly y: number }): Html {
  const place = html`x="${x}" y="${y + 2}" width="22" height="14" rx="2"`;
  switch (state) {
    case 'proven':
      return html`<rect ${place} class="pr-proven" />`;
    case 'unproven':
      return html`<rect ${place} class="pr-unproven-ground" /><path
          d="M${x + 1} ${y + 9}l7-7M${x + 4} ${y + 16}l14-14M${x + 14} ${y + 16}l8-8"
          class="pr-unproven-line"
        /><rect ${place} class="pr-unproven-edge" />`;
    case 'lost':
      return html`<rect ${place} class="pr-lost-ground" /><path
          d="M${x} ${y + 9}l7-7M${x + 2} ${y + 16}l14-14M${x + 10} ${y + 16}l12-12M${x + 22} ${y + 9}l-7-7M${x + 20} ${y + 16}l-14-14M${x + 12} ${y + 16}l-12-12"
          class="pr-lost-line"
        /><rect ${place} class="pr-lost-edge" />`;
  }
}
