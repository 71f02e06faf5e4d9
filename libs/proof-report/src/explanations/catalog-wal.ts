import type { CatalogFindingId } from '@postgres-ha/backup-catalog';
import type { Consequence } from './catalog-explanations.ts';

export type WalFindingId = Extract<
  CatalogFindingId,
  | `wal-${string}`
  | `history-${string}`
  | 'segment-size-unknown'
  | 'history-without-wal'
  | 'timeline-unreachable'
  | 'backup-off-latest'
  | 'two-writers-suspected'
>;

const BACKUP_LOST = 'The backup cannot be restored: PostgreSQL needs all WAL from its begin to its end.';
const MOMENTS_LOST = 'Backups before it are good up to it. Moments from there to the next base backup are lost.';
const NAMED_BY_LIST = 'It compared the names of all segments, over all timelines, with those that must be there.';
const NOT_OPENED = 'It judged by size, time and name; the content is looked at from L2 on.';

/** Of what is found about WAL and timelines. */
export const WAL_CONSEQUENCES: Readonly<Record<WalFindingId, Consequence>> = {
  'wal-too-old': {
    means: 'What was committed since exists on the instances alone. If they are lost now, it is lost.',
    did: 'It compared the time of the newest segment with the clock of this machine.',
  },
  'wal-begin-missing': { means: BACKUP_LOST, did: NAMED_BY_LIST },
  'wal-missing-in-backup': { means: BACKUP_LOST, did: NAMED_BY_LIST },
  'wal-end-missing': { means: BACKUP_LOST, did: NAMED_BY_LIST },
  'wal-hole': { means: MOMENTS_LOST, did: NAMED_BY_LIST },
  'wal-only-partial': { means: MOMENTS_LOST, did: 'It did not take the partial segment for the whole one.' },
  'wal-empty': { means: MOMENTS_LOST, did: NOT_OPENED },
  'wal-size-impossible': { means: MOMENTS_LOST, did: NOT_OPENED },
  'wal-twice': {
    means: 'Which of the two a restore takes depends on the tool. They should hold the same.',
    did: NOT_OPENED,
  },
  'wal-partial-shadows': {
    means:
      'A restore by that version loses the rest of the segment, and whatever is behind it. The archive itself is whole.',
    did: 'It took the whole segment.',
  },
  'wal-written-late': {
    means: 'It was archived late, or something wrote over it: then it may be of another cluster.',
    did: NOT_OPENED,
  },
  'segment-size-unknown': {
    means: 'Whether the WAL has holes is unknown.',
    did: 'It guessed nothing, and left the chain unjudged.',
  },
  'history-missing': {
    means:
      'A restore to the newest state ends on the timeline before, and everything after the promotion is not in it.',
    did: 'It compared the timelines of the segments with the history files.',
  },
  'history-unreadable': {
    means: 'Where the timeline comes from is unknown.',
    did: 'It guessed nothing about the timeline.',
  },
  'history-malformed': {
    means: 'PostgreSQL refuses the timeline, or goes another way than the cluster went.',
    did: 'It did not follow the file.',
  },
  'history-contradicts': {
    means: 'Nobody can say which way the cluster went. A restore may end in the past of another one.',
    did: 'It compared all history files with each other and with the segments.',
  },
  'history-without-wal': {
    means:
      'Recovery to the latest timeline, which CloudNativePG asks for, follows a branch that nobody writes. What the other branch has behind the switch may be left out.',
    did: 'It looked for segments of every timeline that has a history, and left out histories that have just come.',
  },
  'timeline-unreachable': {
    means: 'These segments are of no use for a restore: their timeline begins where no backup leads.',
    did: 'It followed the history files from each backup.',
  },
  'backup-off-latest': {
    means: 'The backup was made on a branch that ended. It can be restored, but not to the newest state.',
    did: 'It followed the history files from the backup to the newest timeline.',
  },
  'two-writers-suspected': {
    means: 'Segments of one may have been written over by the other. Every restore from here is in doubt.',
    did: 'It compared the times of the segments of both timelines.',
  },
};
