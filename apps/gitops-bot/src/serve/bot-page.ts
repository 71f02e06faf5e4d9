import { html, trusted, type Html, type Part } from '@postgres-ha/markup';
import type { BotStatus } from './bot-view.ts';
import { PAGE_STYLE } from './page-style.ts';

/** The queue, what is claimed, and what became of the newest events. Every text of it may come from strangers, and is only text. */
export function botPage(status: BotStatus, now: number): string {
  const { repositories, waiting, aside, recent } = status;
  const age = (iso: string): string => ageInWords(now - Date.parse(iso));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="30" />
        <title>gitops-bot</title>
        <style>
          ${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>gitops-bot</h1>
          <p class="quiet">Up for ${age(status.startedAt)}. State as of ${new Date(now).toISOString()}.</p>
        </header>
        <main>
          ${repositories.map(
            (repository) =>
              html`<section>
                <h2>${repository.name}</h2>
                <p class="quiet">
                  ${repository.lastTick === null ? 'Not looked after yet.' : `Looked after ${age(repository.lastTick)} ago.`}
                  ${repository.running === null ? '' : `At work: ${repository.running}.`}
                </p>
                ${repository.problem === null ? undefined : html`<p class="bad">The last look failed: ${repository.problem}</p>`}
                <h3>Claimed</h3>
                ${table(
                  ['Target', 'Pull request', 'Expires'],
                  repository.locks.map(({ target, pullRequest, url, expires }) => [
                    target,
                    pullRequest === null || url === null
                      ? 'none yet'
                      : /^https?:\/\//.test(url)
                        ? html`<a href="${url}" rel="noreferrer">#${pullRequest}</a>`
                        : `#${pullRequest}`,
                    pullRequest === null ? (expires ?? '') : '',
                  ]),
                )}
              </section>`,
          )}
          <section>
            <h2>Given up</h2>
            <p class="quiet">Deliver them again on GitHub's page of the App, or remove their files.</p>
            ${table(
              ['Delivery', 'Repository', 'What', 'Since', 'Why'],
              aside.map(({ id, repository, what, at, because }) => [
                html`<code>${id}</code>`,
                repository ?? '',
                what,
                `${age(at)} ago`,
                because,
              ]),
            )}
          </section>
          <section>
            <h2>Waiting</h2>
            ${table(
              ['Received', 'Repository', 'What', 'Not before', 'Attempts', 'Last problem'],
              waiting.map(({ receivedAt, repository, what, notBefore, attempts, problem }) => [
                `${age(receivedAt)} ago`,
                repository,
                what,
                notBefore ?? '',
                attempts,
                problem ?? '',
              ]),
            )}
          </section>
          <section>
            <h2>Done</h2>
            <p class="quiet">Since this process started, the newest first.</p>
            ${table(
              ['When', 'Repository', 'What', 'Outcome', 'Took', 'Why'],
              recent.map(({ at, repository, what, outcome, tookMs, because }) => [
                `${age(at)} ago`,
                repository,
                what,
                outcome,
                `${(tookMs / 1000).toFixed(1)} s`,
                because ?? '',
              ]),
            )}
          </section>
        </main>
      </body>
    </html>`.markup;
}

function table(heads: readonly string[], rows: readonly (readonly Part[])[]): Html {
  if (rows.length === 0) return html`<p class="quiet">None.</p>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function ageInWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
