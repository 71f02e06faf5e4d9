export type { BackupFacts } from './content/backup-facts.ts';
export {
  createBaseBackupCheck,
  type ArchiveCheck,
  type BaseBackupCheck,
  type BaseBackupContent,
} from './content/base-backup-check.ts';
export type { ControlFacts } from './content/small-files.ts';
export type { ProofFinding, ProofFindingId } from './content/proof-finding.ts';
export type { Fork, RelationFile } from './content/relation-file.ts';
export type { UnsettledRelation } from './content/relation-sizes.ts';
export { settleSuspects, type SettlingWal } from './content/settle-suspects.ts';
export { blockKey, suspectKey, type SuspectBlock } from './content/suspect-blocks.ts';
export { walFindings } from './content/wal-findings.ts';
export { readTar } from './tar/read-tar.ts';
export { TarDamaged, type TarEvent, type TarMember, type TarOrigin, type TarProblem } from './tar/tar-event.ts';
export { overallVerdict, type Overall } from './verdict/overall.ts';
export { momentsOf, type WayProof } from './verdict/moments.ts';
export type { ArchiveReport, BackupReport, Moments, Phase } from './verdict/report.ts';
export { judgeBackup, type BackupEvidence, type BackupVerdict, type Reached } from './verdict/verdict.ts';
