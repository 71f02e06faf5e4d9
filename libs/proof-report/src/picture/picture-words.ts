import type { ArchiveReport, BackupReport, Moments } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { atTime, counted } from '../report/words.ts';
import { markKind, type Mark, type MarkKind } from './marks.ts';
import type { Scale } from './scale.ts';
import type { Stretch } from './stretches.ts';

export const STATE_WORDS: Readonly<Record<Moments['state'], string>> = {
  proven: 'proven, a replay passed it',
  unproven: 'not replayed, nothing speaks against it',
  lost: 'lost, no way leads there',
};

export const MARK_WORDS: Readonly<Record<MarkKind, string>> = {
  proven: 'backup proven',
  listed: 'no fault found, not replayed',
  unknown: 'backup unknown',
  damaged: 'backup damaged',
};

/** What a stretch says when one points at it. */
export function momentsTitle({ moments, state }: Stretch, scale: Scale): string {
  const [first] = moments;
  const last = moments.at(-1) ?? first;
  const what = moments.length === 1 ? '' : `${moments.length} stretches, `;
  const why = [first.because, first.backupId === undefined ? undefined : `restore from backup ${first.backupId}`]
    .filter((each) => each !== undefined)
    .map((each) => `; ${each}`);
  return `${what}${place(first, 'from', scale)} to ${place(last, 'to', scale)}: ${STATE_WORDS[state]}${moments.length === 1 ? why.join('') : ''}`;
}

function place(moments: Moments, edge: 'from' | 'to', scale: Scale): string {
  const position = moments[edge];
  const exact = edge === 'from' ? moments.fromTime : moments.toTime;
  if (exact !== undefined) return `${formatLsn(position)} (${atTime(exact)})`;
  const about = scale.timeOf(moments.timeline, position);
  return about === undefined ? formatLsn(position) : `${formatLsn(position)} (about ${atTime(about)})`;
}

/** What a mark says when one points at it. */
export function markTitle({ backups }: Mark): string {
  const [first] = backups;
  const last = backups.at(-1) ?? first;
  if (backups.length === 1) return `${first.id}: ${MARK_WORDS[markKind(first)]}`;
  return `${counted(backups.length, 'backup')}, ${first.id} to ${last.id}: ${countsInWords(backups)}`;
}

function countsInWords(backups: readonly BackupReport[]): string {
  return (['proven', 'listed', 'unknown', 'damaged'] as const)
    .flatMap((kind) => {
      const count = backups.filter((backup) => markKind(backup) === kind).length;
      return count === 0 ? [] : [`${count} ${MARK_WORDS[kind].replace(/^backup /, '')}`];
    })
    .join(', ');
}

/** So many stretches are told one by one to who does not see the picture; the table has all. */
const MOST_TOLD = 8;

/** The picture in words. */
export function pictureInWords({ moments, backups, serverName }: ArchiveReport, scale: Scale): string {
  const told = moments
    .slice(-MOST_TOLD)
    .map(
      (each) =>
        `timeline ${each.timeline}, ${place(each, 'from', scale)} to ${place(each, 'to', scale)}: ${STATE_WORDS[each.state]}`,
    );
  const before = moments.length > MOST_TOLD ? `${counted(moments.length - MOST_TOLD, 'older stretch')}, then ` : '';
  const marked = backups.length === 0 ? 'No backup' : `${counted(backups.length, 'backup')}: ${countsInWords(backups)}`;
  const stretches = told.length === 0 ? 'Nothing can be restored' : `${before}${told.join('; ')}`;
  return `${serverName}. ${stretches}. ${marked}.`;
}
