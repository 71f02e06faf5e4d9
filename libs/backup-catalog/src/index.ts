export type { ArchivedObject, Compression } from './archived-object.ts';
export type { ArchiveSource, DamagedText, ListObjects, ReadText } from './archive-ports.ts';
export type {
  BackupEdge,
  BackupInfo,
  BackupInfoProblem,
  BackupInfoResult,
  BackupStatus,
  Tablespace,
} from './backup-info/backup-info.ts';
export type { BarmanTime } from './backup-info/barman-time.ts';
export { parseBackupInfo } from './backup-info/parse-backup-info.ts';
export type {
  ArchivedBackup,
  BackupArchive,
  BackupInfoLook,
  BackupLabelFile,
  Catalogue,
  HistoryFile,
  HistoryLook,
  KeepMark,
  LsnRange,
  ServerCatalogue,
} from './catalogue.ts';
export type { Finding, ProofLevel, Weight } from './finding.ts';
export type { BackupPolicy, CatalogFinding, JudgeOptions } from './findings/catalog-finding.ts';
export { catalogFindings, strayFindings } from './findings/catalog-findings.ts';
export { FINDING_KINDS, type CatalogFindingId, type FindingKind } from './findings/finding-kinds.ts';
export type { ArchiveOrigin } from './layout/object-place.ts';
export { readCatalog, type ReadCatalogOptions } from './read-catalog.ts';
export { backupSpan, type BackupSpan, type BackupSpanLook } from './recovery/backup-span.ts';
export type {
  BackupRecovery,
  IntervalStop,
  LatestTimeline,
  LostBecause,
  Recoverability,
  RecoverableInterval,
  TimelineCoverage,
} from './recovery/recoverable-interval.ts';
export { recoverableIntervals, segmentSizeOfServer } from './recovery/recoverable-intervals.ts';
export type { MissingSegments } from './recovery/replay-reach.ts';
export { pathTo, timelineAt, type PathLook, type PathPiece, type TimelinePath } from './timelines/timeline-path.ts';
export type { SegmentSize } from './wal/segment-size.ts';
export type { SegmentedWal, SegmentRun } from './wal/segmented-wal.ts';
export type { WalArchive } from './wal/wal-archive.ts';
export { copyTakenBy, type Fetcher, type WalCopy, type WalFile } from './wal/wal-object.ts';
export type { WalRow } from './wal/wal-row.ts';
