import { parseSegmentName, type Lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import type { ArchivedBackup } from '../catalogue.ts';
import { segmentSizeOfBackup } from '../wal/segment-size.ts';

/** What replay needs of a backup: from where, to where, on which timelines. */
export interface BackupSpan {
  readonly backupId: string;
  readonly segmentSizeBytes: number;
  readonly begin: Lsn;
  readonly beginTimeline: TimelineId;
  /** Position at which it is consistent. */
  readonly end: Lsn;
  /** Another than at the begin when a standby followed a promotion during its backup. */
  readonly endTimeline: TimelineId;
  readonly endTime?: Date;
}

export type BackupSpanLook =
  | { readonly kind: 'span'; readonly span: BackupSpan }
  /** Known to be of no use. */
  | { readonly kind: 'unusable'; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string };

/** Reads the span of a backup out of its backup.info. Only a backup whose status is DONE has one. */
export function backupSpan(backup: ArchivedBackup): BackupSpanLook {
  const { info: look, id } = backup;
  switch (look.kind) {
    case 'missing':
      return { kind: 'unusable', because: 'it has no backup.info' };
    case 'unreadable':
      return { kind: 'unknown', because: `backup.info could not be read: ${look.because}` };
    case 'damaged':
    case 'malformed':
      return { kind: 'unusable', because: 'its backup.info is damaged' };
    case 'read':
      break;
  }
  const { info } = look;
  if (info.status === 'FAILED') return { kind: 'unusable', because: 'it failed' };
  if (info.status !== 'DONE') return { kind: 'unknown', because: `its status is ${info.statusText}, not DONE` };
  if (info.parentBackupId !== undefined) return { kind: 'unknown', because: 'it is incremental' };
  if (info.snapshots !== undefined) return { kind: 'unknown', because: 'it is a snapshot of disks' };
  const size = segmentSizeOfBackup(info);
  if (size.kind === 'unknown') return { kind: 'unknown', because: size.because };
  const { begin, end, timeline } = info;
  if (begin.lsn === undefined || end.lsn === undefined || timeline === undefined) {
    return { kind: 'unusable', because: 'its backup.info does not say where it begins and ends' };
  }
  if (end.lsn <= begin.lsn) return { kind: 'unusable', because: 'its backup.info has the end before the begin' };
  const endSegment = parseSegmentName(end.segmentName ?? '', size.bytes);
  return {
    kind: 'span',
    span: {
      backupId: id,
      segmentSizeBytes: size.bytes,
      begin: begin.lsn,
      beginTimeline: timeline,
      end: end.lsn,
      endTimeline: endSegment?.timeline ?? timeline,
      ...(end.time && { endTime: end.time.at }),
    },
  };
}
