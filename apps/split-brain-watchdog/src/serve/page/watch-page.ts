import type { Incident } from '@postgres-ha/incident';
import type { WatchStatus } from '../watch-status.ts';
import { badge, toneOf } from './badge.ts';
import { clusterSection, table } from './cluster-section.ts';
import { html, trusted, type Html } from '@postgres-ha/markup';
import { PAGE_STYLE } from './page-style.ts';
import { ageInWords, bytesInWords, dayAndTime } from './words.ts';

const REFRESH_SECONDS = 5;

/** Everything that is known, as one page that asks for nothing and runs nothing; it loads itself anew. */
export function watchPage(status: WatchStatus): string {
  const now = Date.parse(status.now);
  const states = [...new Set(status.clusters.map(({ state }) => state))];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta http-equiv="refresh" content="${REFRESH_SECONDS}" />
        <title>${states.join(', ')} – split-brain-watchdog</title>
        <style>
          ${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Who is the primary</h1>
          <p class="quiet">
            As of ${dayAndTime(status.now)} UTC, seen by ${status.observer}. Watching since
            ${dayAndTime(status.startedAt)}.
          </p>
          ${doubt(status, now)}
        </header>
        <main>${status.clusters.map((cluster) => clusterSection(cluster, now))} ${incidents(status.incidents)}</main>
        <footer>${footer(status, now)}</footer>
      </body>
    </html> `;
  return page.markup;
}

function doubt({ doubtSince }: WatchStatus, now: number): Html | undefined {
  return doubtSince === null
    ? undefined
    : html`<p role="alert">
        ${badge('observer cut off', 'warn')} For ${ageInWords(now - Date.parse(doubtSince))} this observer has heard too
        few members: it may be cut off itself. What follows from silence is held back, proofs are not.
      </p>`;
}

function incidents(all: readonly Incident[]): Html | undefined {
  if (all.length === 0) return undefined;
  return html`<section class="cluster">
    <h2>Incidents</h2>
    ${all.map(
      ({ id, concern, status, worst, openedAt, resolvedAt, timeline }) =>
        html`<article class="concern">
          <div class="title">
            <h4>${concern.title}</h4>
            ${badge(status === 'open' ? concern.severity : 'resolved', status === 'open' ? toneOf(concern.severity) : 'good')}
          </div>
          <p class="quiet">
            ${concern.cluster}, opened
            ${dayAndTime(openedAt)}${resolvedAt === null ? '' : `, over ${dayAndTime(resolvedAt)}`}; at worst ${worst}.
            Id <code>${id}</code>.
          </p>
          <ol>
            ${timeline.map(({ at, kind, text }) => html`<li>${dayAndTime(at)} <strong>${kind}</strong>: ${text}</li>`)}
          </ol>
        </article>`,
    )}
  </section>`;
}

function footer({ sinks, heartbeat, recordings }: WatchStatus, now: number): Html {
  const beat =
    heartbeat === null
      ? 'No heartbeat is configured: nobody notices when this watchdog is gone.'
      : `Heartbeat: ${heartbeat.lastPushed === null ? 'never pushed' : `pushed ${ageInWords(now - Date.parse(heartbeat.lastPushed))} ago`}${heartbeat.held === null ? '' : `; held back: ${heartbeat.held}`}.`;
  const recorded =
    recordings === null
      ? 'Nothing is recorded.'
      : `Recordings: ${bytesInWords(recordings.bytes)}${recordings.lost === 0 ? '' : `, ${recordings.lost} events lost`}${recordings.failing === undefined ? '' : `, failing (${recordings.failing})`}.`;
  return html`<p>${beat} ${recorded}</p>
    ${
      sinks.length === 0
        ? html`<p>No sinks: incidents are in the log and here.</p>`
        : table(
            ['Sink', 'Told', 'Failed', 'Waiting', 'State'],
            sinks.map(({ name, delivered, failed, waiting, failing, selfTest }) => [
              ...[name, delivered, failed, waiting],
              failing ?? (selfTest === 'failed' ? 'its test failed' : 'well'),
            ]),
          )
    }
    <p><a href="/status.json">status.json</a> · <a href="/metrics">metrics</a></p>`;
}
