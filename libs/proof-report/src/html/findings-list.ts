import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { ALL_EXPLANATIONS } from '../explanations/all-explanations.ts';
import { distinctFindings, type DistinctFinding } from '../report/distinct-findings.ts';
import { atTime, counted } from '../report/words.ts';
import { html, type Html } from '@postgres-ha/markup';

/** The worst first; an archive with more than these has one cause for many. */
const MOST = 100;

/** Every finding once: where, what, what was expected, what to do, and what it means. */
export function findingsList(report: ArchiveReport): Html {
  const all = distinctFindings(report);
  if (all.length === 0) return html`<p>Nothing was found.</p>`;
  const more = all.length - MOST;
  return html`<ul class="findings">
      ${all.slice(0, MOST).map(item)}
    </ul>
    ${
      more <= 0
        ? undefined
        : html`<p class="quiet">${counted(more, 'further finding')} not listed; the report for programs has all.</p>`
    }`;
}

function item({ finding, backups, acknowledged }: DistinctFinding): Html {
  const { id, weight, level, object, place, found, expected, remedy } = finding;
  const where = [object, place].filter((each) => each !== undefined);
  return html`<li>
    <span class="badge ${weight}">${weight}</span> <code>${id}</code>
    <span class="quiet"
      >${level}${
        backups.length === 0
          ? ''
          : `, ${backups.length > 3 ? counted(backups.length, 'backup') : `backup ${backups.join(', ')}`}`
      }</span
    >${where.length === 0 ? undefined : html`<p><code>${where.join(', ')}</code></p>`}
    <p>Found ${found}; expected ${expected}.</p>
    <p>${remedy}</p>
    ${
      acknowledged === undefined
        ? undefined
        : html`<p>
            <span class="badge acknowledged">acknowledged</span> until ${atTime(acknowledged.until)}:
            ${acknowledged.reason}
          </p>`
    }${explanation(id)}
  </li>`;
}

function explanation(id: string): Html | undefined {
  const known = ALL_EXPLANATIONS.find((each) => each.id === id);
  return known === undefined
    ? undefined
    : html`<details>
        <summary>What this means</summary>
        <p>${known.means}</p>
        <p>${known.todo}</p>
      </details>`;
}
