import { bytesInWords } from '@postgres-ha/proof-report';
import { html, type Html } from '@postgres-ha/markup';
import type { CopyState, LabState, RunningProof } from '../../lab-state.ts';

const STEPS: readonly { readonly step: RunningProof['step']; readonly title: string }[] = [
  { step: 'listing', title: 'list' },
  { step: 'content', title: 'read' },
  { step: 'wal', title: 'WAL' },
  { step: 'replay', title: 'replay' },
  { step: 'data', title: 'data' },
];

export const DOING: Readonly<Record<RunningProof['step'], string>> = {
  listing: 'Listing what is there',
  content: 'Reading every byte of a backup',
  wal: 'Reading every record of the WAL',
  replay: 'Restoring it to a throw-away PostgreSQL and replaying',
  data: 'Looking at the data that was restored',
};

/** How far the proof is. It takes the same room while none runs. */
export function runningProof(running: RunningProof | null, { copies }: Pick<LabState, 'copies'>): Html {
  const now = STEPS.findIndex(({ step }) => step === running?.step);
  const steps = STEPS.map(({ title }, index) => {
    if (index === now) return html`<li class="now" aria-current="step">${title}</li>`;
    return html`<li${index < now ? html` class="past"` : ''}>${title}</li>`;
  });
  return html`<p class="minor">${running === null ? 'Nothing is being proven.' : `Of ${subject(running, copies)}`}</p>
    <ol class="steps" aria-label="Steps of a proof">
      ${steps}
    </ol>
    ${running === null ? html`<progress max="1" value="0" aria-label="Bytes read"></progress>` : bar(running)}
    <p class="minor doing">${running === null ? 'Each proof restores for real.' : doing(running)}</p>`;
}

/** `the archive`, or `copy-3 (Flip one bit)`. */
function subject({ of }: RunningProof, copies: readonly CopyState[]): string {
  const copy = copies.find(({ id }) => id === of);
  if (copy !== undefined) return `${of}: ${copy.label}`;
  return of === 'archive' ? 'the archive' : of;
}

function bar({ doneBytes, totalBytes }: RunningProof): Html {
  if (totalBytes <= 0) return html`<progress max="1" value="0" aria-label="Bytes read"></progress>`;
  return html`<progress
    max="${totalBytes}"
    value="${Math.min(doneBytes, totalBytes)}"
    aria-label="Bytes read"
  ></progress>`;
}

function doing({ step, backupId, doneBytes, totalBytes }: RunningProof): string {
  const of = totalBytes > 0 ? ` of ${bytesInWords(totalBytes)}` : '';
  const bytes = doneBytes > 0 ? `, ${bytesInWords(doneBytes)}${of}` : '';
  return `${DOING[step]}${backupId === null ? '' : ` (${backupId})`}${bytes}`;
}
