import { bytesInWords } from '@postgres-ha/proof-report';
import { html, type Html, NOTHING, trusted } from '@postgres-ha/markup';
import type { LabState } from '../../lab-state.ts';
import { ago, clock } from '../words.ts';
import { badge } from './badge.ts';
import { type ArchiveJson, type BackupJson, isReplayed } from './verdict-words.ts';

/** Draws what can be restored. */
export interface RestorablePicture {
  /** @returns an SVG, in which everything that the archive says is escaped */
  readonly draw: (archive: ArchiveJson, widthPixels: number) => string;
  /** The style sheet of all of them. */
  readonly style: string;
}

/** Rows that are always in sight; older ones fold away. */
const IN_SIGHT = 5;

/** What can be had of the archive: over time, and backup by backup. */
export function restorable(state: LabState, picture: RestorablePicture | undefined): Html {
  const archives = state.proof.last?.report.archives ?? [];
  return html`<section id="restorable" aria-labelledby="restorable-title">
    <h2 id="restorable-title">What can be restored</h2>
    <div class="columns">
      <div class="card picture">
        ${archives.length === 0 ? EMPTY : archives.map((each) => (picture === undefined ? stretches(each) : drawings(each, picture)))}
      </div>
      <div class="card backups">${backups(state)}</div>
    </div>
  </section>`;
}

/** One for the wide page and one for the narrow, of which one is shown: a picture that is made smaller cannot be read. */
const WIDTHS = { wide: 640, narrow: 300 };

function drawings(archive: ArchiveJson, { draw }: RestorablePicture): readonly Html[] {
  return Object.entries(WIDTHS).map(
    ([name, width]) => html`<figure class="${name}">${trusted(withoutStyle(draw(archive, width)))}</figure>`,
  );
}

/** The page's policy lets no style in that stands within it: it has them as files of their own. */
function withoutStyle(svg: string): string {
  return svg.replaceAll(/<style>[^<]*<\/style>/g, '');
}

const EMPTY = html`<p class="minor">The first proof draws here which moments the database can be brought back to.</p>`;

const MOMENTS: Readonly<
  Record<
    ArchiveJson['moments'][number]['state'],
    { readonly tone: 'proven' | 'unknown' | 'damaged'; readonly word: string }
  >
> = {
  proven: { tone: 'proven', word: 'proven' },
  unproven: { tone: 'unknown', word: 'not replayed' },
  lost: { tone: 'damaged', word: 'lost' },
};

function stretches({ moments }: ArchiveJson): Html {
  return html`<ul class="stretches">
    ${moments.map(({ state, from, to, fromTime, toTime, because }) => {
      const { tone, word } = MOMENTS[state];
      const times =
        fromTime === undefined || toTime === undefined ? '' : ` (${clock(fromTime)} to ${clock(toTime)} UTC)`;
      return html`<li>
        ${badge(tone, word)} from ${from} to ${to}${times}${because === undefined ? '' : `: ${because}`}
      </li>`;
    })}
  </ul>`;
}

function backups(state: LabState): Html {
  const known = rows(state);
  if (known.length === 0) return html`<p class="minor">No base backup yet.</p>`;
  const older = known.slice(IN_SIGHT);
  return html`${table('Base backups, newest first', known.slice(0, IN_SIGHT), state)}
  ${
    older.length === 0
      ? NOTHING
      : html`<details id="older-backups">
          <summary>${older.length} older</summary>
          ${table('Older base backups', older, state)}
        </details>`
  }`;
}

interface Row {
  readonly id: string;
  readonly endedAt: string;
  readonly bytes: number;
  /** Not there while no run looked at it. */
  readonly judged: BackupJson | undefined;
}

function rows({ archive, proof }: LabState): readonly Row[] {
  const judged = proof.last?.report.archives.flatMap(({ backups: all }) => all) ?? [];
  return archive.backups.map((each) => ({ ...each, judged: judged.find(({ id }) => id === each.id) })).toReversed();
}

function table(caption: string, shown: readonly Row[], state: LabState): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Backup</th>
        <th scope="col" class="number">Size</th>
        <th scope="col">Verdict</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map((each) => row(each, state))}
    </tbody>
  </table>`;
}

function row({ id, endedAt, bytes, judged }: Row, state: LabState): Html {
  return html`<tr>
    <th scope="row"><code>${id}</code><span class="minor">${ago(endedAt, state)}</span></th>
    <td class="number">${bytesInWords(bytes)}</td>
    <td>${verdict(judged)}</td>
  </tr>`;
}

function verdict(judged: BackupJson | undefined): Html {
  switch (judged?.verdict.kind) {
    case undefined:
      return html`${badge('waiting', 'not looked at')}<span class="minor">yet</span>`;
    case 'proven': {
      const { level, upTo } = judged.verdict;
      const shown = isReplayed(level) ? badge('proven', `proven ${level}`) : badge('unknown', `no fault ${level}`);
      return html`${shown}<span class="minor">up to <span class="lsn">${upTo.lsn}</span></span>`;
    }
    case 'damaged':
      return html`${badge('damaged', 'damaged')}<span class="minor">${judged.verdict.findings[0]?.id ?? ''}</span>`;
    case 'unknown':
      return html`${badge('unknown', 'unknown')}<span class="minor">${judged.verdict.because[0]?.id ?? ''}</span>`;
  }
}
