import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { RunSummary } from '../history/run-summary.ts';
import { withThisRun } from '../history/with-this-run.ts';
import { readable } from '../report/readable.ts';
import { visible } from '../report/visible.ts';
import { summaryLine } from '../report/summary-line.ts';
import { clockTime } from '../report/words.ts';
import { worst } from '../report/worst.ts';
import { archiveSection } from './archive-section.ts';
import { overallBadge } from './badge.ts';
import { html, trusted, type Html } from '@postgres-ha/markup';
import { PAGE_STYLE } from './page-style.ts';

export interface ReportPage {
  /** Ages are counted up to here. */
  readonly now: Date;
  /** Earlier runs, in any order; this one may be among them. */
  readonly history: readonly RunSummary[];
  /** What the reader should know first. */
  readonly notes?: readonly string[];
  /** Why the last look failed, where one did after these reports: then nothing is known now. */
  readonly failed?: string;
}

/**
 * The whole report as one page that asks for nothing: no script, no font, no image from elsewhere, and a policy in it that forbids them. Whatever
 * objects, servers and errors are called is text on it.
 */
export function reportHtml(reports: readonly ArchiveReport[], page: ReportPage): string {
  const { now, history, notes = [], failed } = page;
  const shown = readable(reports);
  const runs = withThisRun(shown, history);
  const names = shown.map(({ serverName }) => serverName).join(', ');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>
          ${shown.length === 0 ? 'No archive' : `${failed === undefined ? worst(shown) : 'unknown'}: ${names}`} – what
          can be restored
        </title>
        <style>
          ${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#archives">To the archives</a>
        <header class="head">
          <h1>What can be restored</h1>
          <p class="quiet">
            As of ${clockTime(now)}. All times are UTC. ${shown.length > 1 ? `${summaryLine(shown)}.` : ''}
          </p>
          ${shown.length > 1 ? contents(shown) : undefined}
        </header>
        <main id="archives">
          ${failed === undefined ? undefined : html`<p role="alert"><strong>unknown</strong>: ${visible(failed)}</p>`}${notes.map(
            (note) => html`<p class="quiet">${visible(note)}</p>`,
          )}
          ${shown.length === 0 ? html`<p>No folder of a server was recognised, so nothing is known.</p>` : undefined}${shown.map(
            (report, index) => archiveSection(report, { now, runs, number: index + 1 }),
          )}
        </main>
        <footer class="foot">
          <p>
            <strong>proven</strong>: restored, started and replayed, in a throw-away server, from these objects.
            <strong>unknown</strong>: nobody could look, or not to the end; it is no good news.
            <code>backup-verifier explain &lt;id&gt;</code> says more of each finding.
          </p>
        </footer>
      </body>
    </html> `.markup;
}

function contents(reports: readonly ArchiveReport[]): Html {
  return html`<nav aria-label="Archives">
    <ul class="archives">
      ${reports.map(
        (report, index) =>
          html`<li><a href="#archive-${index + 1}">${overallBadge(report)} ${report.serverName}</a></li>`,
      )}
    </ul>
  </nav>`;
}
