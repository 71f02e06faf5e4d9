import type { CopyState, LabState } from '../../lab-state.ts';
import { html, type Html } from '@postgres-ha/markup';
import { said } from './verdict-words.ts';

/** For those who hear the page: each new verdict once. It changes with a verdict and with nothing else. */
export function newestVerdict({ proof, copies }: LabState): Html {
  const verdicts = [
    ...(proof.last === null ? [] : [{ at: proof.last.finishedAt, text: ofArchive(proof.last) }]),
    ...copies.flatMap(ofCopy),
  ];
  const [newest] = verdicts.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return html`<p id="newest-verdict" role="status" class="unseen">${newest?.text ?? ''}</p>`;
}

function ofArchive({ report, finishedAt }: NonNullable<LabState['proof']['last']>): string {
  const { word, sentence } = said(report);
  return `The archive, at ${finishedAt.slice(11, 19)}: ${word} ${sentence}`;
}

function ofCopy({ id, label, outcome }: CopyState): readonly { readonly at: string; readonly text: string }[] {
  if (outcome.kind !== 'found' && outcome.kind !== 'missed') return [];
  const at =
    outcome.report.archives
      .map(({ finishedAt }) => finishedAt)
      .toSorted()
      .at(-1) ?? '';
  if (outcome.kind === 'missed') return [{ at, text: `${id}, ${label}: missed. ${outcome.because}` }];
  const { finding } = outcome;
  return [{ at, text: `${id}, ${label}: found and named. ${finding.id} in ${finding.object}.` }];
}
