import type { ArchiveReport, BackupReport, Moments } from '@postgres-ha/backup-proof';
import { markKind } from '../picture/marks.ts';
import { html, type Html } from '@postgres-ha/markup';

/** A sign before the word: nothing is told by a colour alone. */
const SIGNS = {
  proven: '✓',
  acknowledged: '≈',
  damaged: '✕',
  lost: '✕',
  unknown: '?',
  unproven: '?',
  listed: '○',
} as const;

export function verdictBadge(kind: ArchiveReport['overall'] | Moments['state']): Html {
  return html`<span class="badge ${kind}"><span aria-hidden="true">${SIGNS[kind]}</span> ${kind}</span>`;
}

/** "Proven" is only said of what was replayed. */
export function overallBadge({ overall, asked }: ArchiveReport): Html {
  return overall === 'proven' && asked !== 'L4' && asked !== 'L5' ? noFault() : verdictBadge(overall);
}

export function backupBadge(backup: BackupReport): Html {
  const kind = markKind(backup);
  return kind === 'listed' ? noFault() : verdictBadge(kind);
}

export function runSign(overall: ArchiveReport['overall']): string {
  return SIGNS[overall];
}

function noFault(): Html {
  return html`<span class="badge listed"><span aria-hidden="true">${SIGNS.listed}</span> no fault found</span>`;
}
