import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { restoreTrend } from '../history/restore-trend.ts';
import type { RunSummary } from '../history/run-summary.ts';
import { picture } from '../picture/restorability-picture.ts';
import { answer } from '../report/answer.ts';
import { selfTestInWords } from '../report/facts-words.ts';
import { atTime, counted } from '../report/words.ts';
import { overallBadge, runSign } from './badge.ts';
import { dataFacts } from './data-facts.ts';
import { findingsList } from './findings-list.ts';
import { keyFacts, type Shown } from './key-facts.ts';
import { html, type Html } from '@postgres-ha/markup';
import { restoreTimes } from './restore-times.ts';
import { backupsTable, momentsTable } from './tables.ts';

const DESKTOP = 976;
const PHONE = 346;
const MOST_RUNS = 40;

/** Everything about the archive of one server. @param number of the section on its page, from 1 */
export function archiveSection(
  report: ArchiveReport,
  { now, runs, number }: Shown & { readonly number: number },
): Html {
  const { serverName } = report;
  const id = `archive-${number}`;
  const draw = (width: number): Html => picture(report, { width, now, id: `${id}-${width}` });
  return html`<section class="archive" id="${id}" aria-labelledby="${id}-title">
    <div class="title">
      <h2 id="${id}-title">${serverName}</h2>
      ${overallBadge(report)}
    </div>
    <p class="answer">${answer(report).slice(serverName.length + 2)}.</p>
    ${keyFacts(report, { now, runs })}
    <h3>What can be restored</h3>
    <figure>
      <div class="wide">${draw(DESKTOP)}</div>
      <div class="narrow">${draw(PHONE)}</div>
    </figure>
    <h3>Backups</h3>
    ${backupsTable(report, now)}
    <h3>Findings</h3>
    ${findingsList(report)}
    <h3>How long a restore takes</h3>
    ${restoreTimes(restoreTrend(runs, serverName))} ${dataFacts(report)}
    <h3>Moments, one by one</h3>
    ${momentsTable(report)} ${earlierRuns(runs, serverName)}
    <p class="quiet done">${whatWasDone(report)}</p>
  </section>`;
}

function whatWasDone({ store, asked, startedAt, finishedAt, selfTest }: ArchiveReport): string {
  return `Looked at ${store} up to ${asked}, from ${atTime(startedAt)} to ${atTime(finishedAt)}. ${selfTestInWords(selfTest)} Nothing was written to the archive.`;
}

function earlierRuns(runs: readonly RunSummary[], serverName: string): Html | undefined {
  const own = [
    ...new Map(
      runs.flatMap(({ at, servers }) =>
        servers.filter((server) => server.serverName === serverName).map((server) => [at, server] as const),
      ),
    ).values(),
  ].toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  if (own.length < 2) return undefined;
  const shown = own.slice(-MOST_RUNS);
  return html`<h3>The last ${counted(shown.length, 'run')}</h3>
    <ol class="runs">
      ${shown.map(({ overall, startedAt }) => {
        const said = `${atTime(new Date(startedAt))}: ${overall}`;
        return html`<li class="${overall}" title="${said}">
          <span aria-hidden="true">${runSign(overall)}</span><span class="hidden">${said}</span>
        </li>`;
      })}
    </ol>`;
}
