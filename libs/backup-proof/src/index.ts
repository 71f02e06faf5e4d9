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
export type { AssertionFact, DataFacts } from './data/data-facts.ts';
export { certainEvidence } from './evidence/certain-evidence.ts';
export {
  evidenceHold,
  findingsUpTo,
  type EvidenceHold,
  type HoldQuestion,
  type PresentInputs,
} from './evidence/evidence-holds.ts';
export {
  EVIDENCE_FORMAT,
  type EvidenceInputs,
  type ObjectsSeen,
  type ProofEvidence,
} from './evidence/proof-evidence.ts';
export type { ProofMemory, ProofPlace, Recalled } from './evidence/proof-memory.ts';
export type {
  AmcheckDatabase,
  AmcheckEvidence,
  AmcheckProblem,
  AsOf,
  AssertionEvidence,
  CanaryEvidence,
  DatabaseLook,
  DataEvidence,
  SchemaEvidence,
  SqlFailure,
  Unanswered,
} from './data/data-evidence.ts';
export { spoilsWay, type DataFindingId } from './data/data-finding.ts';
export {
  DEFAULT_DATA_POLICY,
  type AmcheckPolicy,
  type Assertion,
  type Canary,
  type DataPolicy,
  type Expectation,
  type SchemaPolicy,
} from './data/data-policy.ts';
export { canaryTime, judgeAnswer, type Answer } from './data/judge-answer.ts';
export { judgeData, type DataJudgement, type DataSubject } from './data/judge-data.ts';
export { CANARY_LIMIT_SECONDS } from './data/judge-queries.ts';
export { queryProblem } from './data/query-text.ts';
export type { SchemaObject } from './data/schema-objects.ts';
export type { SchemaAnswer, SchemaSource } from './data/schema-source.ts';
export { readTar } from './tar/read-tar.ts';
export { TarDamaged, type TarEvent, type TarMember, type TarOrigin, type TarProblem } from './tar/tar-event.ts';
export { acknowledge, acknowledgementOf, type Acknowledgement } from './verdict/acknowledge.ts';
export { overallVerdict, type Overall } from './verdict/overall.ts';
export { momentsOf, type WayProof } from './verdict/moments.ts';
export type {
  Acknowledged,
  ArchiveReport,
  BackupReport,
  LevelProof,
  Moments,
  Phase,
  SelfTest,
} from './verdict/report.ts';
export type { RunFinding, RunFindingId } from './verdict/run-finding.ts';
export { passed, withSelfTest } from './verdict/self-test.ts';
export { judgeBackup, type BackupEvidence, type BackupVerdict, type Reached } from './verdict/verdict.ts';
