import type { RestoreTrend } from '../history/restore-trend.ts';
import { STEP_WORDS, trendInWords } from '../history/trend-words.ts';
import { bytesInWords, durationInWords } from '../report/words.ts';
import { html, type Html } from '@postgres-ha/markup';
import { scrolling } from './tables.ts';

/** How long a restore takes, step by step, and where it goes. */
export function restoreTimes(trend: RestoreTrend | undefined): Html {
  if (trend === undefined) return html`<p>No run has restored a backup yet, so nobody knows how long it takes.</p>`;
  const { steps, total, runs } = trend;
  const rows = html`<table>
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col" class="number">Last</th>
        <th scope="col" class="number">Median</th>
        <th scope="col" class="number">Speed</th>
      </tr>
    </thead>
    <tbody>
      ${steps.map(
        ({ name, lastMs, medianMs, bytesPerSecond }) =>
          html`<tr>
            <th scope="row">${STEP_WORDS[name]}</th>
            <td class="number nowrap">${durationInWords(lastMs)}</td>
            <td class="number nowrap">${median(medianMs, runs)}</td>
            <td class="number nowrap">
              ${bytesPerSecond === undefined ? '–' : `${bytesInWords(Math.round(bytesPerSecond))}/s`}
            </td>
          </tr>`,
      )}
      <tr>
        <th scope="row">together</th>
        <td class="number nowrap">${durationInWords(total.lastMs)}</td>
        <td class="number nowrap">${median(total.medianMs, runs)}</td>
        <td class="number">–</td>
      </tr>
    </tbody>
  </table>`;
  return html`${trendInWords(trend).map((sentence) => html`<p>${sentence}</p>`)}${share(trend)}${scrolling('Steps of a restore', rows)}${curve(trend)}
    <p class="quiet">Checks of pages and data are not in it: a restore does not wait for them.</p>`;
}

function median(milliseconds: number, runs: number): string {
  return runs === 1 ? '–' : durationInWords(milliseconds);
}

/** The steps of the last run, side by side; the table says the same. */
function share({ steps, total }: RestoreTrend): Html | undefined {
  if (total.lastMs === 0) return undefined;
  return html`<div class="steps" aria-hidden="true">
    ${steps.map(
      ({ lastMs }) => html`<span style="flex:${Math.max(1, Math.round((lastMs / total.lastMs) * 1000))} 0 0"></span>`,
    )}
  </div>`;
}

const WIDTH = 300;
const HEIGHT = 56;

/** Of each run how long it took, from nothing up. */
function curve({ series }: RestoreTrend): Html | undefined {
  const [first, last] = [series[0], series.at(-1)];
  if (series.length < 3 || first === undefined || last === undefined) return undefined;
  const from = first.at.getTime();
  const span = Math.max(1, last.at.getTime() - from);
  const most = Math.max(1, ...series.map(({ totalMs }) => totalMs));
  const points = series.map(({ at, totalMs }) => {
    const x = 4 + ((at.getTime() - from) / span) * (WIDTH - 8);
    const y = HEIGHT - 4 - (totalMs / most) * (HEIGHT - 8);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return html`<svg
    class="pr-picture curve"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="A restore took ${durationInWords(first.totalMs)} in the first of ${series.length} runs, and ${durationInWords(last.totalMs)} in the last."
  >
    <line x1="0" y1="${HEIGHT - 4}" x2="${WIDTH}" y2="${HEIGHT - 4}" class="pr-rule" />
    <polyline points="${points.join(' ')}" fill="none" stroke="var(--pr-proven)" stroke-width="2" />
  </svg>`;
}
