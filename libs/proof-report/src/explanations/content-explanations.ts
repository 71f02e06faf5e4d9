import type { ProofFindingId } from '@postgres-ha/backup-proof';
import { NAMED, OTHER_BACKUP, type Explanation } from './explanation.ts';

/** What reading objects and base backups can find: all but WAL, and but what comes after a start. */
export type ContentFindingId = Extract<
  ProofFindingId,
  | `object-${string}`
  | `archive-${string}`
  | `tar-${string}`
  | `member-${string}`
  | `control-file-${string}`
  | `relation-${'map-damaged' | 'size' | 'part-missing'}`
  | `page-${'damaged' | 'beyond-backup'}`
  | 'codec-unavailable'
  | 'label-differs'
  | 'part-after-last'
  | 'backup-not-recoverable'
>;

export const CONTENT_EXPLANATIONS: Readonly<Record<ContentFindingId, Explanation>> = {
  'object-gone': {
    seen: 'An object was listed, and when it was to be read it was not there.',
    means: 'What it held cannot be restored, unless retention was deleting the whole backup at that moment.',
    did: NAMED,
    todo: 'Run again. If it stays, look for who deletes: a lifecycle rule, another cluster that archives to the same place, a person.',
  },
  'object-unreadable': {
    seen: 'The store did not give the object: network, rights, a server that fails.',
    means: 'Nothing is known of what it holds. It is no statement about the backup.',
    did: 'It asked again several times, went on where a stream had broken, and then gave up this object.',
    todo: 'The message says what the store answered. Remove the cause and run again.',
  },
  'object-damaged-in-store': {
    seen: 'The store itself says that the bytes are not those that were once put there: their checksum differs.',
    means: 'The object cannot be restored as it was.',
    did: NAMED,
    todo: `${OTHER_BACKUP} Tell whoever runs the store: other objects on the same disks are in danger.`,
  },
  'codec-unavailable': {
    seen: 'The object is compressed in a way that this machine cannot undo.',
    means: 'Nothing is known of what it holds.',
    did: 'It named the compression and did not try anything else.',
    todo: 'Install what is missing, or run the verifier where it is there.',
  },
  'backup-not-recoverable': {
    seen: 'The names of the objects show no way from the begin of this backup to its end.',
    means: 'It cannot be restored, or nobody can say whether it can.',
    did: 'It did not read the archives of this backup, because nothing that is in them would change that.',
    todo: OTHER_BACKUP,
  },
  'archive-corrupt': {
    seen: 'A compressed object cannot be decompressed: its structure or its checksum is wrong.',
    means:
      'Bytes have changed since they were written. barman-cloud-restore may still report success for such an object, and restore something else.',
    did: 'It checked every checksum of the format to the last byte, named the place, and took nothing behind it for good.',
    todo: OTHER_BACKUP,
  },
  'archive-truncated': {
    seen: 'A compressed object ends before its end.',
    means: 'What was behind is gone. Some tools take this for a normal end.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'archive-trailing-bytes': {
    seen: 'After the end of the compressed data there are more bytes.',
    means: 'Something else was written over or behind this object. What it holds is not what was archived.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'tar-damaged': {
    seen: 'The tar in an archive has a header that is wrong.',
    means: 'Files behind it cannot be found, or would be restored under a wrong name or length.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'tar-incomplete': {
    seen: 'The tar in an archive ends without the two empty blocks that stand at the end of each.',
    means: 'It was cut off, even where the cut lies between two files, which restores report as success.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'member-missing': {
    seen: 'A file that every base backup has is in none of its archives.',
    means: 'The backup is not whole: a part of it is missing, or it never ended.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'member-twice': {
    seen: 'A file is in the archives of one backup twice.',
    means: 'Archives of two backups are mixed. Which of the two files would be restored depends on their order.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'part-after-last': {
    seen: 'Behind the part of an archive that ends with backup_label there is another part.',
    means: 'backup_label is the last file of a backup. Parts of two backups are mixed, or have each other’s names.',
    did: 'It looked in which part backup_label stands, and compared the numbers of the parts.',
    todo: OTHER_BACKUP,
  },
  'label-differs': {
    seen: 'backup_label in the archive does not say what backup.info says: another start, another timeline, or no label at all.',
    means: 'The archive and its description belong to different backups. PostgreSQL would start from a wrong place.',
    did: 'It compared position, segment and timeline of both.',
    todo: OTHER_BACKUP,
  },
  'control-file-damaged': {
    seen: 'global/pg_control is not what PostgreSQL writes: wrong length, or wrong checksum.',
    means: 'PostgreSQL refuses to start from this backup.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'control-file-differs': {
    seen: 'global/pg_control is of another system, version or kind than backup.info says.',
    means:
      'Archive and description belong to different clusters or backups, or the pages are of a size that is not read here.',
    did: 'It compared system identifier, versions and sizes.',
    todo: 'See whether two clusters archive to one place. The message says what differs. Restore from another backup.',
  },
  'relation-map-damaged': {
    seen: 'A pg_filenode.map has a wrong checksum or form.',
    means: 'PostgreSQL does not find the system catalogues of that database, and cannot open it.',
    did: NAMED,
    todo: OTHER_BACKUP,
  },
  'relation-size': {
    seen: 'A file of a table or index has a length that is no whole number of pages.',
    means:
      'A disk that was full while the file grew leaves such a rest, and PostgreSQL passes over it. Or the file was cut off, and rows are missing. Nobody can say which.',
    did: 'It checked all whole pages of the file, and went on.',
    todo: 'Prove another backup, and look at the server for a disk that was full.',
  },
  'relation-part-missing': {
    seen: 'Of a table or index larger than 1 GiB a part is there, and one before it is missing or short.',
    means: 'Rows of it are missing, unless WAL drops the relation later.',
    did: 'It compared the parts of each relation over all archives of the backup.',
    todo: 'A replay (L4) shows whether the relation is still there. If it is, restore from another backup.',
  },
  'page-damaged': {
    seen: 'A page of a table or index has a wrong checksum or an impossible header, and no WAL of the backup writes it anew.',
    means: 'Rows on that page are lost or wrong. PostgreSQL starts and reports nothing until someone reads the page.',
    did: 'It checked every page, left out those that replay rewrites, and looked for full images of the suspects in the WAL.',
    todo: 'See whether the page is bad in the running cluster too (pg_amcheck, pg_checksums on a standby). If so, act there first; if not, take a new base backup.',
  },
  'page-beyond-backup': {
    seen: 'A page says that it was changed after the backup had ended.',
    means: 'That cannot be: its position is garbage, or the page comes from elsewhere.',
    did: NAMED,
    todo: 'As for page-damaged: look at the page in the running cluster, then take a new base backup.',
  },
};
