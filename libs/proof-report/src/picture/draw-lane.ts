import type { Moments } from '@postgres-ha/backup-proof';
import { highestProof, agoInWords } from '../report/facts-words.ts';
import { html, type Html } from '@postgres-ha/markup';
import { ageInWords, bytesInWords } from '../report/words.ts';
import { drawMark } from './draw-mark.ts';
import { momentsTitle } from './picture-words.ts';
import type { Mark } from './marks.ts';
import type { Scale } from './scale.ts';
import { CHARACTER, spreadLabels, type PlacedLabel } from './spread-labels.ts';
import type { Stretch } from './stretches.ts';

/** What a lane is drawn from. */
export interface Lane {
  readonly title: string;
  /** At the right end of the title; may be empty. */
  readonly aside: string;
  readonly stretches: readonly Stretch[];
  readonly marks: readonly Mark[];
}

export interface LaneDrawing {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly scale: Scale;
  readonly now: Date;
}

const TITLE = 20;
const LABEL_ROW = 16;
const MOST_ROWS = 2;
const BAR = 28;
const MARKS = 30;
const AGES = 16;

export interface DrawnLane {
  readonly markup: Html;
  readonly height: number;
}

/** One timeline: its name, the lost stretches by name, the bar, the backups below it, and how old each proof is. */
export function drawLane({ title, aside, stretches, marks }: Lane, drawing: LaneDrawing): DrawnLane {
  const { id, left, top, width, scale, now } = drawing;
  const lost = stretches.filter(({ state }) => state === 'lost');
  const labels = spreadLabels(
    lost
      .filter((stretch) => !fits(stretch, lostLabel(stretch, scale)))
      .map((stretch) => ({ x: (stretch.from + stretch.to) / 2, text: lostLabel(stretch, scale) })),
    { width, rows: MOST_ROWS },
  );
  const rows = labels.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const bar = top + TITLE + rows * LABEL_ROW + (rows > 0 ? 4 : 0);
  const aligned = marks.length > 0 ? ageLabels(marks, { now, width }) : [];
  return {
    height: bar + BAR + (marks.length > 0 ? MARKS : 6) + (aligned.length > 0 ? AGES : 0) - top,
    markup: html`<text x="${left}" y="${top + 12}" class="pr-strong">${title}</text>${
        aside === ''
          ? undefined
          : html`<text x="${left + width}" y="${top + 12}" text-anchor="end" class="pr-quiet">${aside}</text>`
      }${labels.map((label) => drawLabel(label, { left, bar }))}
      <rect x="${left}" y="${bar}" width="${width}" height="${BAR}" rx="4" class="pr-ground" />
      ${stretches
        .toSorted((a, b) => WORST_LAST[a.state] - WORST_LAST[b.state])
        .map((stretch) => drawStretch(stretch, { id, left, bar, scale }))}
      ${marks.map((mark) => drawMark(mark, { x: left + mark.x, y: bar + BAR }))}
      ${aligned.map(
        ({ middle, text }) =>
          html`<text x="${rounded(left + middle)}" y="${bar + BAR + MARKS + 9}" text-anchor="middle" class="pr-quiet"
            >${text}</text
          >`,
      )}`,
  };
}

/** What is bad is drawn over what is good. */
const WORST_LAST: Readonly<Record<Moments['state'], number>> = { proven: 0, unproven: 1, lost: 2 };

/** Spoken of in the picture: short, since the table says the rest. */
function lostLabel({ moments }: Stretch, scale: Scale): string {
  const [first] = moments;
  const last = moments.at(-1) ?? first;
  if (moments.length > 1) return `${moments.length} lost stretches`;
  const from = first.fromTime ?? scale.timeOf(first.timeline, first.from);
  const to = last.toTime ?? scale.timeOf(last.timeline, last.to);
  if (from === undefined || to === undefined) return `lost: ${bytesInWords(Number(last.to - first.from))} of WAL`;
  return `lost: ${shortSpan(to.getTime() - from.getTime())}`;
}

function shortSpan(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.max(1, Math.round(milliseconds / 1000))} s` : ageInWords(milliseconds);
}

function drawLabel(
  { x, middle, row, text }: PlacedLabel,
  { left, bar }: { readonly left: number; readonly bar: number },
): Html {
  const y = bar - 8 - row * LABEL_ROW;
  const edge = Math.abs(x - middle) < (text.length * CHARACTER) / 2 ? x : middle;
  return html`<path d="M${rounded(left + edge)} ${y + 3}L${rounded(left + x)} ${bar}" class="pr-lead" /><text
      x="${rounded(left + middle)}"
      y="${y}"
      text-anchor="middle"
      class="pr-lost-text pr-strong"
      >${text}</text
    >`;
}

interface StretchDrawing {
  readonly id: string;
  readonly left: number;
  readonly bar: number;
  readonly scale: Scale;
}

const IN_BAR = { proven: 'proven', unproven: 'not replayed' } as const;

/** Whether a word finds room in the bar itself. */
function fits({ from, to }: Stretch, word: string): boolean {
  return to - from >= word.length * CHARACTER + 16;
}

function drawStretch(stretch: Stretch, { id, left, bar, scale }: StretchDrawing): Html {
  const { from, to, state } = stretch;
  const x = rounded(left + from);
  const width = rounded(to - from);
  const place = html`x="${x}" y="${bar}" width="${width}" height="${BAR}"`;
  const title = html`<title>${momentsTitle(stretch, scale)}</title>`;
  const middle = rounded(left + (from + to) / 2);
  const word = state === 'lost' ? lostLabel(stretch, scale) : IN_BAR[state];
  const half = (word.length * CHARACTER) / 2 + 6;
  const isSaid = fits(stretch, word);
  switch (state) {
    case 'proven':
      return html`<g
        >${title}<rect
          ${place}
          rx="2"
          class="pr-proven"
        />${isSaid ? html`<text x="${middle}" y="${bar + 18}" text-anchor="middle" class="pr-on-proven pr-strong">${word}</text>` : undefined}</g
      >`;
    case 'unproven':
    case 'lost':
      return html`<g
        >${title}<rect ${place} rx="2" class="pr-${state}-ground" /><rect
          ${place}
          rx="2"
          fill="url(#${id}-${state})"
        /><rect ${place} rx="2" class="pr-${state}-edge" />${
          isSaid
            ? html`<rect
                  x="${rounded(middle - half)}"
                  y="${bar + 6}"
                  width="${rounded(2 * half)}"
                  height="16"
                  rx="8"
                  class="pr-chip"
                /><text x="${middle}" y="${bar + 18}" text-anchor="middle" class="pr-${state}-text pr-strong"
                  >${word}</text
                >`
            : undefined
        }</g
      >`;
  }
}

/** How old the newest proof below each mark is; the newest mark first, so that it is never the one that finds no room. */
function ageLabels(
  marks: readonly Mark[],
  { now, width }: { readonly now: Date; readonly width: number },
): readonly PlacedLabel[] {
  const labels = marks.toReversed().flatMap(({ x, backups }) => {
    const proofs = backups.flatMap((backup) => highestProof(backup) ?? []);
    const best = proofs.toSorted((a, b) =>
      a.level === b.level ? b.at.getTime() - a.at.getTime() : a.level > b.level ? -1 : 1,
    )[0];
    return best === undefined
      ? []
      : [{ x, text: `${best.level} ${agoInWords(best.at, now).replace('just now', 'now').replace(' ago', '')}` }];
  });
  return spreadLabels(labels, { width, rows: 1 });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
