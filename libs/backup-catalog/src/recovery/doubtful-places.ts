import { parseTimelineId, type TimelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedBackup, ServerCatalogue } from '../catalogue.ts';
import { missingArchives } from './missing-archives.ts';
import { recoverableIntervals } from './recoverable-intervals.ts';
import type { BackupRecovery } from './recoverable-interval.ts';
import type { MissingSegments } from './replay-reach.ts';

/**
 * Where something is missing that a LIST may have passed by before it came, or that went with its backup while the LIST went on.
 * A second look there decides.
 */
export interface DoubtfulPlaces {
  readonly backups: readonly string[];
  readonly walFolders: readonly { readonly timeline: TimelineId; readonly log: number }[];
  readonly histories: readonly TimelineId[];
}

/** A race concerns a few objects; where more is missing, a second look at the first of them tells as much. */
const MAX_FOLDERS = 32;

export function doubtfulPlaces(server: ServerCatalogue): DoubtfulPlaces {
  const recovery = recoverableIntervals(server);
  const byId = new Map(recovery.backups.map((each) => [each.backupId, each]));
  const doubtful = server.backups.filter((backup) => isDoubtful(backup, byId.get(backup.id)));
  const folders = new Map(
    recovery.backups
      .flatMap(missingOf)
      .flatMap(({ first, last }) => [first, last])
      .map((name) => [name.slice(0, 16), name] as const),
  );
  return {
    backups: doubtful.map(({ id }) => id),
    walFolders: [...folders.keys()].slice(0, MAX_FOLDERS).flatMap((folder) => {
      const timeline = parseTimelineId(folder.slice(0, 8));
      return timeline === undefined ? [] : [{ timeline, log: Number.parseInt(folder.slice(8), 16) }];
    }),
    histories: server.wal.timelines.filter((timeline) => timeline > 1 && !server.histories.has(timeline)),
  };
}

function isDoubtful(backup: ArchivedBackup, recovery: BackupRecovery | undefined): boolean {
  if (backup.info.kind === 'missing') return true;
  if (backup.info.kind !== 'read' || backup.info.info.status !== 'DONE') return false;
  return missingArchives(backup, backup.info.info).length > 0 || recovery?.kind === 'not-recoverable';
}

function missingOf(recovery: BackupRecovery): readonly MissingSegments[] {
  switch (recovery.kind) {
    case 'unknown':
      return [];
    case 'not-recoverable':
      return recovery.missing;
    case 'recoverable':
      return recovery.intervals.flatMap(({ holes }) => holes);
  }
}
