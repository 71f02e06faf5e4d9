import type { LabState } from '../lab-state.ts';
import { STYLESHEETS } from './assets.ts';
import { html, type Html, NOTHING } from '@postgres-ha/markup';
import { answer } from './parts/answer.ts';
import { breakages } from './parts/breakages.ts';
import type { ButtonContext } from './parts/button.ts';
import { failovers } from './parts/failovers.ts';
import { newestVerdict } from './parts/newest-verdict.ts';
import { proposals } from './parts/proposals.ts';
import { restorable, type RestorablePicture } from './parts/restorable.ts';
import { story } from './parts/story.ts';
import { systems } from './parts/systems.ts';

/** What the page is made of besides the state. */
export interface PageContext {
  /** Of this start of the lab: forms carry it, and a page of another start is loaded anew. */
  readonly token: string;
  readonly picture: RestorablePicture | undefined;
}

/** The parts of the page that change, by their id. Each is one element of that id. */
export type Regions = ReadonlyMap<string, Html>;

export function regions(state: LabState, { token, picture }: PageContext): Regions {
  const buttons: ButtonContext = { token, blocked: state.buttons.blocked };
  return new Map([
    ['answer', answer(state)],
    ['systems', systems(state, buttons)],
    ['restorable', restorable(state, picture)],
    ['breakages', breakages(state, buttons)],
    ['failovers', failovers(state, buttons)],
    ['proposals', proposals(state, buttons)],
    ['story', story(state)],
    ['newest-verdict', newestVerdict(state)],
  ]);
}

/** Seconds after which a page without JavaScript is asked for again: sooner while something happens. */
const REFRESH_SECONDS = { busy: 3, calm: 15 };

/** The whole page, readable as it is. @param notice what came of a button that was pressed without JavaScript */
export function page(state: LabState, context: PageContext, notice: string | undefined): Html {
  const parts = [...regions(state, context).values()];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>postgres-ha lab: can the backups be restored?</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        ${STYLESHEETS.map((path) => html`<link rel="stylesheet" href="${path}" />`)}
        <noscript><meta http-equiv="refresh" content="${refreshSeconds(state)};url=/" /></noscript>
        <script src="/page.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#breakages">To the buttons that break a copy</a>
        <header>
          <p class="brand"><img src="/icon.svg" alt="" width="28" height="28" /> postgres-ha <span>lab</span></p>
          <p id="link" role="status">as of ${state.at.slice(11, 19)} UTC</p>
        </header>
        <main>
          <h1 class="unseen">postgres-ha lab</h1>
          ${parts}
        </main>
        <p id="notice" role="status">${notice ?? NOTHING}</p>
        <footer>
          <p>
            Everything here runs on this machine and is gone when the lab ends (Ctrl-C in its terminal). All times are
            UTC.
          </p>
        </footer>
      </body>
    </html> `;
}

function refreshSeconds({ proof, buttons, story: steps }: LabState): number {
  const busy = proof.running !== null || buttons.queued > 0 || steps.some(({ state }) => state.kind === 'running');
  return busy ? REFRESH_SECONDS.busy : REFRESH_SECONDS.calm;
}
