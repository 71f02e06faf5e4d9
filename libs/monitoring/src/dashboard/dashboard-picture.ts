import { html, type Html } from '@postgres-ha/markup';
import { dashboard } from './dashboard.ts';
import type { PanelModel, RowModel } from './grafana-model.ts';
import { COLUMNS } from './layout.ts';

/** Pixels of a column and of a unit of height, smaller than Grafana's. */
const COLUMN = 42;
const UNIT = 11;
const GAP = 2;
const SIZE = 10;
/** Of a letter of the font, about. */
const LETTER = 5.6;

const SIGNS: Readonly<Record<PanelModel['type'], string>> = {
  stat: '#',
  timeseries: 'M0 8 L4 3 L8 6 L14 0',
  'state-timeline': 'M0 1 H14 M0 4 H9 M0 7 H14',
  table: 'M0 0 H14 V8 H0 Z M0 3 H14 M5 0 V8',
};

/** Where each panel of the dashboard is, drawn from the grid that Grafana gets: a wireframe, with no data in it. */
export function dashboardPicture(): string {
  const { panels, title } = dashboard({});
  const height = Math.max(...panels.map(({ gridPos: at }) => (at === undefined ? 0 : at.y + at.h)));
  const [width, tall] = [COLUMNS * COLUMN, height * UNIT];
  return `${
    html`<svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox="0 0 ${width} ${tall}"
      font-family="sans-serif"
      font-size="${SIZE}"
      role="img"
      aria-label="${title}"
    >
      <rect width="${width}" height="${tall}" fill="#f4f5f5" />
      ${panels.map(drawn)}
    </svg>`.markup
  }\n`;
}

function drawn(panel: PanelModel | RowModel): Html {
  const { gridPos: at = { x: 0, y: 0, w: 0, h: 0 }, title = '' } = panel;
  const [x, y] = [at.x * COLUMN, at.y * UNIT];
  if (panel.type === 'row') {
    return html`<text x="${x + 4}" y="${y + SIZE - 1}" font-weight="bold" fill="#24292e">${title}</text> `;
  }
  const [width, height] = [at.w * COLUMN - GAP, at.h * UNIT - GAP];
  return html`<g transform="translate(${x + GAP / 2} ${y + GAP / 2})"
    ><title>${panel.description}</title>
    <rect width="${width}" height="${height}" rx="2" fill="#ffffff" stroke="#d0d4d9" />
    <text x="5" y="13" fill="#24292e">${shortened(title, width - 10)}</text>
    ${sign(panel.type, { x: width / 2, y: height / 2 + 6 })}</g
  > `;
}

function sign(type: PanelModel['type'], { x, y }: { readonly x: number; readonly y: number }): Html {
  const shape = SIGNS[type];
  if (type === 'stat')
    return html`<text x="${x}" y="${y + 6}" text-anchor="middle" font-size="14" fill="#9aa3ad">${shape}</text>`;
  return html`<path
    d="${shape}"
    transform="translate(${x - 14} ${y - 4}) scale(2)"
    fill="none"
    stroke="#9aa3ad"
    stroke-width="0.8"
  />`;
}

function shortened(text: string, width: number): string {
  const room = Math.floor(width / LETTER);
  return text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}...`;
}
