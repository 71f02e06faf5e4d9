import type { CatalogFindingId } from '@postgres-ha/backup-catalog';
import type { Consequence } from './catalog-explanations.ts';
import type { WalFindingId } from './catalog-wal.ts';

const LOST = 'This backup cannot be restored, or not whole. Others are not touched by it.';
const UNKNOWN = 'Nobody knows whether this backup can be restored.';
const NOT_COUNTED = 'It is no backup yet, or any more: nothing may be built on it.';
const LISTED = 'It compared the objects of the folder with those that a whole backup has.';
const READ = 'It read backup.info strictly, and compared it with what lies beside it.';
const CLOCK = 'It compared times with the clock of this machine, and with the policy.';

/** Of what is found about backups and the archive as a whole. */
export const BACKUP_CONSEQUENCES: Readonly<Record<Exclude<CatalogFindingId, WalFindingId>, Consequence>> = {
  'no-backup': { means: 'Nothing can be restored. WAL alone restores nothing.', did: LISTED },
  'backup-info-missing': { means: NOT_COUNTED, did: LISTED },
  'backup-info-unreadable': {
    means: UNKNOWN,
    did: 'It asked the store several times, and went on with the other backups.',
  },
  'backup-info-damaged': { means: 'Neither Barman nor CloudNativePG can restore this backup.', did: READ },
  'backup-info-incomplete': { means: 'A restore does not know where the backup begins and ends.', did: READ },
  'backup-info-contradicts': {
    means:
      'A restore would take the archives of one backup for another, and PostgreSQL would start from a wrong place.',
    did: READ,
  },
  'backup-failed': {
    means: 'It is not whole. CloudNativePG may still count it as good, because it has a time of its end.',
    did: 'It went by the status, and not by the time of the end.',
  },
  'backup-stuck': { means: NOT_COUNTED, did: CLOCK },
  'backup-running': {
    means: 'It cannot be judged before it has ended. Older backups are judged without it.',
    did: CLOCK,
  },
  'backup-not-done': { means: NOT_COUNTED, did: READ },
  'backup-status-unknown': { means: UNKNOWN, did: READ },
  'backup-kind-unsupported': { means: UNKNOWN, did: 'It did not try to read it as a full backup.' },
  'backup-vanishing': {
    means: 'Either retention removes a backup that is not needed, or one is being lost.',
    did: LISTED,
  },
  'archive-missing': { means: LOST, did: LISTED },
  'archive-part-missing': {
    means: `${LOST} barman-cloud-restore reports success without the missing part.`,
    did: LISTED,
  },
  'tablespace-archive-missing': { means: LOST, did: LISTED },
  'tablespace-archive-unlisted': {
    means: 'A restored server may lack the tables of that tablespace.',
    did: 'It compared the archives with the tablespaces of backup.info.',
  },
  'archive-empty': { means: LOST, did: LISTED },
  'archive-size-impossible': { means: LOST, did: 'It judged by the size that the store lists.' },
  'archive-too-small': {
    means: 'Something may be missing in it. A size is no proof.',
    did: 'It compared the size of the archives with that of the databases in backup.info.',
  },
  'archive-twice': { means: 'A restore may take the wrong one of the two.', did: LISTED },
  'archive-replaced': {
    means: 'What it holds may be of another backup, or of an attacker. Its content decides.',
    did: 'It compared the time of the object with the end of the backup.',
  },
  'archive-older-than-backup': {
    means: 'What it holds is of something else. Its content decides.',
    did: 'It compared the time of the object with the begin of the backup.',
  },
  'foreign-system': {
    means: 'Two clusters write to one place. Their segments have the same names, and the later one wins.',
    did: 'It compared the system identifiers of all backups.',
  },
  'backup-too-old': {
    means: 'A restore has to replay more WAL than was planned, and takes longer. Every later segment has to be good.',
    did: CLOCK,
  },
  'retention-not-reached': {
    means: 'Moments that the policy promises cannot be restored.',
    did: 'It compared the oldest backup with the recovery window of the policy.',
  },
  'retention-exceeded': {
    means: 'Nothing is lost by it. It costs, and it shows that something does not run.',
    did: CLOCK,
  },
  'not-encrypted': {
    means: 'Who reads the disks of the store reads the database. Restores work.',
    did: 'It asked the store how the object is encrypted.',
  },
  'stray-object': { means: 'Nothing for restores.', did: 'It left the object alone.' },
  'keep-mark-unreadable': {
    means: 'Retention may delete a backup that somebody wanted to keep.',
    did: 'It asked the store several times.',
  },
};
