import type { ProofLevel } from '../finding.ts';

/** What a kind of finding is about, whatever object shows it. */
export interface FindingKind {
  readonly level: Extract<ProofLevel, 'L0' | 'L1'>;
  /** One sentence. */
  readonly meaning: string;
  /** What an operator does about it. */
  readonly remedy: string;
}

/** The closed vocabulary of what a catalogue can show. Names do not change. */
export type CatalogFindingId =
  | 'no-backup'
  | 'backup-info-missing'
  | 'backup-info-unreadable'
  | 'backup-info-damaged'
  | 'backup-info-incomplete'
  | 'backup-info-contradicts'
  | 'backup-failed'
  | 'backup-stuck'
  | 'backup-running'
  | 'backup-not-done'
  | 'backup-status-unknown'
  | 'backup-kind-unsupported'
  | 'backup-vanishing'
  | 'archive-missing'
  | 'archive-part-missing'
  | 'tablespace-archive-missing'
  | 'tablespace-archive-unlisted'
  | 'archive-empty'
  | 'archive-size-impossible'
  | 'archive-too-small'
  | 'archive-twice'
  | 'archive-replaced'
  | 'archive-older-than-backup'
  | 'foreign-system'
  | 'backup-too-old'
  | 'wal-too-old'
  | 'retention-not-reached'
  | 'retention-exceeded'
  | 'not-encrypted'
  | 'stray-object'
  | 'keep-mark-unreadable'
  | 'segment-size-unknown'
  | 'wal-begin-missing'
  | 'wal-missing-in-backup'
  | 'wal-end-missing'
  | 'wal-hole'
  | 'wal-only-partial'
  | 'wal-empty'
  | 'wal-size-impossible'
  | 'wal-twice'
  | 'wal-partial-shadows'
  | 'wal-written-late'
  | 'history-missing'
  | 'history-unreadable'
  | 'history-malformed'
  | 'history-contradicts'
  | 'history-without-wal'
  | 'timeline-unreachable'
  | 'backup-off-latest'
  | 'two-writers-suspected';

export const FINDING_KINDS: Readonly<Record<CatalogFindingId, FindingKind>> = {
  'no-backup': {
    level: 'L0',
    meaning: 'There is no finished backup.',
    remedy: 'Make a backup now, and look why the schedule does not.',
  },
  'backup-info-missing': {
    level: 'L0',
    meaning:
      'A folder has archives but no backup.info: the backup was killed, or is being made by Barman 3.18 or older.',
    remedy: 'If no backup is running, delete the folder: Barman neither restores it nor removes it by retention.',
  },
  'backup-info-unreadable': {
    level: 'L0',
    meaning: 'backup.info is there but could not be read. That says nothing of the backup.',
    remedy: 'Look at the reason given, and run again.',
  },
  'backup-info-damaged': {
    level: 'L0',
    meaning: 'backup.info is not what Barman writes.',
    remedy:
      'Restore an older version of the object, if the bucket keeps versions. Barman cannot use the backup, and retention stops at it.',
  },
  'backup-info-incomplete': {
    level: 'L0',
    meaning: 'backup.info lacks what every finished backup has.',
    remedy: 'Restore an older version of the object, if the bucket keeps versions; otherwise take the backup for lost.',
  },
  'backup-info-contradicts': {
    level: 'L0',
    meaning: 'What backup.info says does not agree with itself, or with its folder: it is of another backup.',
    remedy: 'Do not restore this backup. Find who wrote the object, and restore the right version of it.',
  },
  'backup-failed': {
    level: 'L0',
    meaning: 'Barman marked the backup as FAILED.',
    remedy: 'Do not restore from it. Delete it by hand: retention never removes a failed backup.',
  },
  'backup-stuck': {
    level: 'L0',
    meaning: 'The backup began long ago and never finished.',
    remedy: 'Look whether it still runs. If not, delete its folder, and look why it was killed.',
  },
  'backup-running': {
    level: 'L0',
    meaning: 'The backup is being made.',
    remedy: 'Look again when it has finished.',
  },
  'backup-not-done': {
    level: 'L0',
    meaning: 'The backup was copied, but never became DONE.',
    remedy: 'Make a backup with barman-cloud-backup, whose status becomes DONE.',
  },
  'backup-status-unknown': {
    level: 'L0',
    meaning: 'The status is none that Barman is known to write.',
    remedy: 'Look which program wrote backup.info.',
  },
  'backup-kind-unsupported': {
    level: 'L0',
    meaning: 'An incremental backup, or a snapshot of disks: not what this verifier can prove.',
    remedy: 'Verify it with Barman, and make full backups as well.',
  },
  'backup-vanishing': {
    level: 'L0',
    meaning: 'Objects of the backup went away while they were looked at: somebody is deleting it.',
    remedy: 'Look again when retention has run. If nobody deletes it, find out who does.',
  },
  'archive-missing': {
    level: 'L0',
    meaning: 'The archive of PGDATA is not there.',
    remedy: 'The backup cannot be restored. Restore the object from an older version, or delete the backup.',
  },
  'archive-part-missing': {
    level: 'L0',
    meaning: 'A part of a split archive is not there.',
    remedy: 'The backup cannot be restored whole. Restore the object from an older version, or delete the backup.',
  },
  'tablespace-archive-missing': {
    level: 'L0',
    meaning: 'The archive of a tablespace that backup.info lists is not there.',
    remedy: 'The backup cannot be restored. Restore the object from an older version, or delete the backup.',
  },
  'tablespace-archive-unlisted': {
    level: 'L0',
    meaning: 'There is an archive of a tablespace that backup.info does not list; a restore leaves it out.',
    remedy: 'Find out whether backup.info or the archive is of another backup.',
  },
  'archive-empty': {
    level: 'L0',
    meaning: 'An archive has no bytes.',
    remedy: 'The backup cannot be restored. Restore the object from an older version, or delete the backup.',
  },
  'archive-size-impossible': {
    level: 'L0',
    meaning: 'No tar has this size: it is cut off.',
    remedy: 'The backup cannot be restored whole. Restore the object from an older version, or delete the backup.',
  },
  'archive-too-small': {
    level: 'L0',
    meaning: 'The archives are smaller than the databases can be compressed to.',
    remedy: 'Look at the content: verify up to level L2.',
  },
  'archive-twice': {
    level: 'L0',
    meaning: 'The same part of an archive is there in two compressions; nobody can say which belongs to the backup.',
    remedy: 'Find out which object is of this backup, and delete the other.',
  },
  'archive-replaced': {
    level: 'L0',
    meaning: 'An archive was written after the backup had finished.',
    remedy: 'Find out who wrote it. If the bucket keeps versions, restore the one from the time of the backup.',
  },
  'archive-older-than-backup': {
    level: 'L0',
    meaning: 'An archive was written before the backup began.',
    remedy: 'Find out who put it there: it cannot be of this backup.',
  },
  'foreign-system': {
    level: 'L0',
    meaning: 'Backups of different database systems lie under one server name.',
    remedy: 'Give each cluster a server name of its own. After a major upgrade or a new initdb, begin a new one.',
  },
  'backup-too-old': {
    level: 'L0',
    meaning: 'The newest finished backup is older than the policy allows.',
    remedy: 'Look why the schedule makes no backups.',
  },
  'wal-too-old': {
    level: 'L0',
    meaning: 'Nothing was archived for longer than the policy allows.',
    remedy: 'Look whether the primary archives, and whether archive_timeout is set.',
  },
  'retention-not-reached': {
    level: 'L0',
    meaning: 'The oldest backup does not reach back as far as the policy wants.',
    remedy: 'If the cluster is older than the policy, look what deletes backups too early.',
  },
  'retention-exceeded': {
    level: 'L0',
    meaning: 'There are more backups older than the policy wants than it needs.',
    remedy: 'Look why retention does not run; an unreadable backup.info stops it.',
  },
  'not-encrypted': {
    level: 'L0',
    meaning: 'The store says that the object is not encrypted.',
    remedy: 'Set encryption of the object store, or of the bucket.',
  },
  'stray-object': {
    level: 'L0',
    meaning: 'An object is no part of a Barman Cloud archive.',
    remedy: 'Leave it, or move it elsewhere.',
  },
  'keep-mark-unreadable': {
    level: 'L0',
    meaning: 'Whether the backup is kept from retention could not be read.',
    remedy: 'Look at the reason given, and run again.',
  },
  'segment-size-unknown': {
    level: 'L1',
    meaning: 'Nothing tells how large a WAL segment is, so nobody can say which names follow one another.',
    remedy: 'Make a backup: its backup.info tells.',
  },
  'wal-begin-missing': {
    level: 'L1',
    meaning: 'The segment in which the backup begins is not there. No server can start from it.',
    remedy: 'Archive the segment again, if any instance still has it. Otherwise the backup is lost.',
  },
  'wal-missing-in-backup': {
    level: 'L1',
    meaning: 'A segment between begin and end of the backup is not there. The backup never becomes consistent.',
    remedy: 'Archive the segment again, if any instance still has it. Otherwise the backup is lost.',
  },
  'wal-end-missing': {
    level: 'L1',
    meaning: 'The segment in which the backup ends is not there. The backup never becomes consistent.',
    remedy: 'On the primary, SELECT pg_switch_wal(), and look whether it arrives. Otherwise the backup is lost.',
  },
  'wal-hole': {
    level: 'L1',
    meaning:
      'Segments are missing behind a backup. PostgreSQL takes the hole for the end of the archive and promotes: everything behind it is lost without a word.',
    remedy: 'Archive the segments again, if any instance still has them, and make a backup now.',
  },
  'wal-only-partial': {
    level: 'L1',
    meaning: 'Of a segment that is needed only the beginning is there.',
    remedy: 'Archive the whole segment, if any instance still has it, and make a backup now.',
  },
  'wal-empty': {
    level: 'L1',
    meaning: 'An object of a segment has no bytes.',
    remedy: 'Archive the segment again, if any instance still has it, and make a backup now.',
  },
  'wal-size-impossible': {
    level: 'L1',
    meaning: 'A segment that is stored as it is has not the size of a segment.',
    remedy: 'Archive the segment again, if any instance still has it, and make a backup now.',
  },
  'wal-twice': {
    level: 'L1',
    meaning: 'A segment is there in two compressions.',
    remedy:
      'Harmless if both hold the same, as after a change of the compression: level L2 compares them. Otherwise find out which was archived last, and delete it.',
  },
  'wal-partial-shadows': {
    level: 'L1',
    meaning:
      'barman-cloud-wal-restore 3.19 takes the .partial of a segment although all of it is there, since that key comes first.',
    remedy: 'Delete the .partial once the whole segment is verified.',
  },
  'wal-written-late': {
    level: 'L1',
    meaning: 'A segment came into the store after later ones.',
    remedy: 'Find out who wrote it; verify up to level L2.',
  },
  'history-missing': {
    level: 'L1',
    meaning:
      'The history of a timeline is not there. PostgreSQL does not find that timeline and stops before it, without a word.',
    remedy: 'Copy the .history from pg_wal of any instance into the archive. Exempt .history from lifecycle rules.',
  },
  'history-unreadable': {
    level: 'L1',
    meaning: 'A history is there but could not be read. That says nothing of the timeline.',
    remedy: 'Look at the reason given, and run again.',
  },
  'history-malformed': {
    level: 'L1',
    meaning: 'A history is not one that PostgreSQL writes.',
    remedy: 'Copy the .history from pg_wal of any instance into the archive.',
  },
  'history-contradicts': {
    level: 'L1',
    meaning: 'A history contradicts another, or the segments of its timeline.',
    remedy: 'Compare with the .history in pg_wal of the instances; another cluster may have written into the archive.',
  },
  'history-without-wal': {
    level: 'L1',
    meaning:
      'There is the history of a timeline, but no WAL of it, and the timeline that it came from was written on: a cluster that was restored from here has archived here.',
    remedy:
      'Find who wrote the history, and give that cluster a server name of its own. Then remove the history; until then restore with the timeline named.',
  },
  'timeline-unreachable': {
    level: 'L1',
    meaning: 'There are segments of a timeline to which no backup leads.',
    remedy: 'Make a backup of the cluster that is on this timeline.',
  },
  'backup-off-latest': {
    level: 'L1',
    meaning: 'The newest timeline does not come from this backup: a restore to latest is refused.',
    remedy: 'Restore with the timeline named in recovery_target_timeline (targetTLI).',
  },
  'two-writers-suspected': {
    level: 'L1',
    meaning:
      'A timeline went on being archived long after another had taken over: two clusters may write to one place.',
    remedy: 'Look which clusters have this server name, and give each its own.',
  },
};
