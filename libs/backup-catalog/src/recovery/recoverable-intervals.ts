import type { ServerCatalogue } from '../catalogue.ts';
import { segmentSizeOfArchive, segmentSizeOfBackup, type SegmentSize } from '../wal/segment-size.ts';
import { backupRecovery } from './backup-recovery.ts';
import type { Recoverability } from './recoverable-interval.ts';
import { timelineCoverage } from './timeline-coverage.ts';

/**
 * Says for every backup, and for every timeline, which moments can be restored as far as the names of objects tell. What is in
 * them is for other levels to prove.
 */
export function recoverableIntervals(server: ServerCatalogue): Recoverability {
  const backups = server.backups.map((backup) => backupRecovery(backup, server));
  const size = segmentSizeOfServer(server);
  return { backups, timelines: size.kind === 'unknown' ? [] : timelineCoverage(server, backups, size.bytes) };
}

/** Of the newest backup that tells it; else what the objects tell. */
export function segmentSizeOfServer({ backups, wal }: ServerCatalogue): SegmentSize {
  const told = backups
    .toReversed()
    .flatMap(({ info }) => (info.kind === 'read' ? [segmentSizeOfBackup(info.info)] : []))
    .find(({ kind }) => kind !== 'unknown');
  return told ?? segmentSizeOfArchive(wal);
}
