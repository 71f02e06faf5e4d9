import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { TimelineId } from '@postgres-ha/postgres-storage';
import { html, trusted, type Html } from '@postgres-ha/markup';
import { readable } from '../report/readable.ts';
import { atTime, counted } from '../report/words.ts';
import { drawLane, type Lane } from './draw-lane.ts';
import { drawLegend } from './draw-legend.ts';
import { marksOf } from './marks.ts';
import { PICTURE_STYLE } from './picture-style.ts';
import { pictureInWords } from './picture-words.ts';
import { scaleOf, type Scale } from './scale.ts';
import { dayAndClock } from './time-ticks.ts';
import { CHARACTER } from './spread-labels.ts';
import { stretchesOf } from './stretches.ts';

export interface PictureOptions {
  /** Pixels; text is 12 of them high, so that it wants to be shown as wide as this. 960. */
  readonly width?: number;
  /** Ages are counted up to here; the end of the run. */
  readonly now?: Date;
  /** Of the elements in it; unlike those of other pictures on one page. Made of the name of the server. */
  readonly id?: string;
}

const MARGIN = 14;
const GAP = 12;
const AXIS = 26;
const MOST_LANES = 12;

/**
 * What can be restored over time, as an SVG: a lane for each timeline, stretches that are proven, not replayed and lost, backups as marks, how old
 * their proofs are. It stands alone, asks for nothing, and has its own colours for light and dark.
 */
export function restorabilityPicture(given: ArchiveReport, options: PictureOptions = {}): string {
  return picture(readable(given), options).markup;
}

export function picture(
  report: ArchiveReport,
  { width = 960, now = report.finishedAt, id = idOf(report.serverName, width) }: PictureOptions,
): Html {
  const scale = scaleOf(report);
  const inner = width - 2 * MARGIN;
  const timelines = timelinesOf(report);
  const shown = timelines.slice(-MOST_LANES);
  let top = MARGIN;
  const drawn = shown.map((timeline) => {
    const lane = laneOf(timeline, { report, scale, width: inner, only: timelines.length === 1 });
    const { markup, height } = drawLane(lane, { id, left: MARGIN, top, width: inner, scale, now });
    top += height + GAP;
    return markup;
  });
  const notes = notesOn(report, { scale, hidden: timelines.length - shown.length });
  const axis = scale.kind === 'time' && shown.length > 0 ? drawAxis(scale, { top: top - 4, width: inner }) : undefined;
  if (axis !== undefined) top += AXIS;
  const legend = drawLegend(report, { left: MARGIN, top: top + 4, width: inner });
  top += legend.height + 4;
  const lines = notes.flatMap((note) => broken(note, inner));
  const noted = lines.map(
    (line, index) => html`<text x="${MARGIN}" y="${top + 14 + index * 16}" class="pr-quiet">${line}</text>`,
  );
  const height = Math.round(top + lines.length * 16 + MARGIN);
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    class="pr-picture"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
  >
    <title id="${id}-title">What can be restored of ${report.serverName}</title>
    <desc id="${id}-desc">${pictureInWords(report, scale)}</desc>
    <style>
      ${trusted(PICTURE_STYLE)}
    </style>
    ${patterns(id)} ${drawn}${axis}${legend.markup}${noted}
  </svg>`;
}

/** Hatching tells the states apart without colour: none, one way, both ways. */
function patterns(id: string): Html {
  return html`<defs
    ><pattern id="${id}-unproven" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"
      ><line x1="0" y1="0" x2="0" y2="7" class="pr-unproven-line" /></pattern
    ><pattern id="${id}-lost" width="6" height="6" patternUnits="userSpaceOnUse"
      ><path d="M-1 1l2-2M0 6l6-6M5 7l2-2M-1 5l2 2M0 0l6 6M5-1l2 2" class="pr-lost-line" /></pattern
  ></defs>`;
}

function timelinesOf({ moments, backups }: ArchiveReport): readonly TimelineId[] {
  const all = [
    ...moments.map(({ timeline }) => timeline),
    ...backups.flatMap(({ timeline, end }) => (timeline === undefined || end === undefined ? [] : [timeline])),
  ];
  return [...new Set(all)].toSorted((a, b) => a - b);
}

interface LaneSource {
  readonly report: ArchiveReport;
  readonly scale: Scale;
  readonly width: number;
  readonly only: boolean;
}

function laneOf(timeline: TimelineId, { report, scale, width }: LaneSource): Lane {
  const moments = report.moments.filter((each) => each.timeline === timeline);
  const last = moments.findLast(({ state }) => state === 'proven');
  const until = last && (last.toTime ?? scale.timeOf(timeline, last.to));
  const aside = until === undefined ? '' : width < 480 ? `to ${dayAndClock(until)}` : `proven up to ${atTime(until)}`;
  return {
    title: `Timeline ${timeline}`,
    aside,
    stretches: stretchesOf(moments, scale, width),
    marks: marksOf(
      report.backups.filter((backup) => backup.timeline === timeline),
      { scale, width, apart: 44 },
    ),
  };
}

function drawAxis(scale: Scale, { top, width }: { readonly top: number; readonly width: number }): Html {
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 90)));
  const now = scale.now;
  const clear = ticks.filter(({ at, label }) => {
    const half = (label.length * CHARACTER) / 2;
    const free = now === undefined || Math.abs(now - at) * width > half + 22;
    return free && at * width > half - MARGIN && (1 - at) * width > half - MARGIN;
  });
  return html`<line x1="${MARGIN}" y1="${top}" x2="${MARGIN + width}" y2="${top}" class="pr-rule" />${clear.map(
      ({ at, label }) =>
        html`<line x1="${place(at, width)}" y1="${top}" x2="${place(at, width)}" y2="${top + 5}" class="pr-rule" /><text
            x="${place(at, width)}"
            y="${top + 18}"
            text-anchor="middle"
            class="pr-quiet"
            >${label}</text
          >`,
    )}${
      now === undefined
        ? undefined
        : html`<line
              x1="${place(now, width)}"
              y1="${MARGIN + 18}"
              x2="${place(now, width)}"
              y2="${top + 5}"
              class="pr-now"
            /><text
              x="${Math.min(place(now, width), MARGIN + width - 12)}"
              y="${top + 18}"
              text-anchor="middle"
              class="pr-strong"
              >now</text
            >`
    }`;
}

function place(share: number, width: number): number {
  return Math.round((MARGIN + share * width) * 10) / 10;
}

function notesOn(
  { backups }: ArchiveReport,
  { scale, hidden }: { readonly scale: Scale; readonly hidden: number },
): readonly string[] {
  const placeless = backups.filter(({ timeline, end }) => timeline === undefined || end === undefined).length;
  return [
    scale.kind === 'time'
      ? 'Times in UTC; between known ones they are estimated.'
      : 'In the order of WAL positions, not to scale: times are not known.',
    ...(hidden === 0 ? [] : [`${counted(hidden, 'older timeline')} not drawn.`]),
    ...(placeless === 0 ? [] : [`${counted(placeless, 'backup')} not drawn: where it ends is not known.`]),
  ];
}

function broken(text: string, width: number): readonly string[] {
  const most = Math.max(20, Math.floor(width / CHARACTER));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < most) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Unlike that of other servers, and nothing in it that anybody chose. */
function idOf(serverName: string, width: number): string {
  let hash = 0x811c9dc5;
  for (const character of serverName) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `pr-${(hash >>> 0).toString(36)}-${width}`;
}
