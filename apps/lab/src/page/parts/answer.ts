import { bytesInWords, type ReportJson } from '@postgres-ha/proof-report';
import { html, type Html } from '@postgres-ha/markup';
import type { LabState, ProofState, StepState } from '../../lab-state.ts';
import { ago, clock } from '../words.ts';
import { sign } from './badge.ts';
import { isReplayed, said, type Said } from './verdict-words.ts';

/** The one question that the page is there for, and what is known of it now. */
export function answer(state: LabState): Html {
  const { last } = state.proof;
  const { tone, word, sentence, evidence } = last === null ? NOT_YET : said(last.report);
  return html`<section id="answer" aria-labelledby="answer-title" class="${tone}">
    ${sign(tone)}
    <div class="said">
      <h2 id="answer-title">Can the backups be restored?</h2>
      <p class="verdict"><strong>${word}</strong> ${sentence}</p>
      <ul class="evidence">
        ${evidence.map((each) => html`<li>${each}</li>`)}
      </ul>
      <p class="minor">${looked(last, state)}</p>
    </div>
    ${last === null ? NO_FIGURES : figures(last.report)}
  </section>`;
}

const NOT_YET: Said = {
  tone: 'waiting',
  word: 'Not proven yet.',
  sentence: 'Nobody has restored them.',
  evidence: [
    'That a backup was written without an error proves nothing. The first proof begins once there is a base backup.',
  ],
};

function looked(last: ProofState['last'], state: LabState): string {
  const now = state.story.find((step: StepState) => step.state.kind === 'running');
  if (last === null) return now === undefined ? '' : `Now: ${now.title}`;
  return `Looked at ${ago(last.finishedAt, state)}, at ${clock(last.finishedAt)} UTC.`;
}

const NO_FIGURES = figureList({ proven: '–', newest: '–', read: '–' });

function figures({ archives }: ReportJson): Html {
  const backups = archives.flatMap((archive) => archive.backups);
  const reached = backups.flatMap(({ verdict }) =>
    verdict.kind === 'proven' && isReplayed(verdict.level) ? [verdict.upTo.lastCommitAt ?? ''] : [],
  );
  const newest = reached.toSorted().at(-1);
  return figureList({
    proven: `${reached.length} of ${backups.length}`,
    newest: newest === undefined || newest === '' ? '–' : clock(newest),
    read: bytesInWords(archives.reduce((sum, { read }) => sum + read.bytes, 0)),
  });
}

function figureList({ proven, newest, read }: Readonly<Record<'proven' | 'newest' | 'read', string>>): Html {
  return html`<dl class="figures">
    <div>
      <dt>backups proven</dt>
      <dd>${proven}</dd>
    </div>
    <div>
      <dt>newest commit restored</dt>
      <dd>${newest}</dd>
    </div>
    <div>
      <dt>read for that</dt>
      <dd>${read}</dd>
    </div>
  </dl>`;
}
