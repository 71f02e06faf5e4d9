import type { Lsn, PostgresMajor, SystemIdentifier, TimelineId } from '@postgres-ha/postgres-storage';

/** What backup.info says of a base backup, as far as its content must agree with it. */
export interface BackupFacts {
  readonly id: string;
  readonly systemIdentifier: SystemIdentifier;
  readonly major: PostgresMajor;
  readonly timeline: TimelineId;
  /** START WAL LOCATION: replay begins here. */
  readonly begin: Lsn;
  /** Where `pg_backup_stop` was: consistent from here on. */
  readonly end: Lsn;
  readonly segmentSizeBytes: number;
  readonly dataChecksums: 'on' | 'off' | 'unknown';
  /** The text of `backup_label`, where backup.info has it. */
  readonly label: string | undefined;
  readonly tablespaces: readonly { readonly name: string; readonly oid: number }[];
}
