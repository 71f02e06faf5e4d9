export { parseBackupLabel, type BackupLabel } from './backup-label.ts';
export {
  CLUSTER_STATES,
  type ClusterState,
  type ControlFile,
  type DamagedControlFile,
  type PostgresMajor,
  type UnknownControlFile,
} from './control-file/control-file.ts';
export { readControlFile } from './control-file/read-control-file.ts';
export { crc32c } from './crc32c.ts';
export {
  formatTimelineId,
  parseSystemIdentifier,
  parseTimelineId,
  systemIdentifier,
  timelineId,
  type SystemIdentifier,
  type TimelineId,
} from './identifiers.ts';
export { formatLsn, lsn, parseLsn, type Lsn } from './lsn.ts';
export {
  createPageCheck,
  type PageCheck,
  type PageCheckOptions,
  type PageFinding,
  type PageProblem,
  type PageTally,
} from './page/page-check.ts';
export { pageChecksum } from './page/page-checksum.ts';
export {
  formatSegmentName,
  isSegmentSize,
  parseSegmentName,
  segmentContaining,
  segmentEnd,
  segmentStart,
  type WalSegment,
} from './segment.ts';
export { parseTimelineHistory, type TimelineAncestor, type TimelineHistory } from './timeline-history.ts';
export { parseWalFileName, type WalFileName } from './wal-file-name.ts';
export type { RecordObservers, WalRecord } from './wal/record-notes.ts';
export type { BlockReference, SegmentEvidence } from './wal/segment-evidence.ts';
export type { WalProblem, WalProblemId } from './wal/wal-problem.ts';
export { createWalReader, type SegmentOptions, type WalReader, type WalReaderOptions } from './wal/wal-reader.ts';
