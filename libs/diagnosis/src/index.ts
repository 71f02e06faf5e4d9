export { accessQuestions, type AccessQuestion } from './checks/access-questions.ts';
export { secretsWanted, type SecretReference } from './checks/secret-references.ts';
export { diagnose } from './diagnose.ts';
export { readEvidence, type ReadEvidence } from './evidence/read-evidence.ts';
export { diagnosisReference } from './reference/diagnosis-reference.ts';
export { explainFinding } from './reference/explain-finding.ts';
export { statusText } from './status/status-text.ts';
export {
  statusView,
  type ArchiveStatus,
  type InstanceStatus,
  type PoolerStatus,
  type StatusView,
} from './status/status-view.ts';
export { diagnosisText, type TextOptions } from './words/diagnosis-text.ts';
export type { CheckOutcome, CheckResult, Diagnosis, Finding } from './diagnosis.ts';
export type { CertificateSeen } from './evidence/certificate-seen.ts';
export {
  EVIDENCE_FORMAT,
  WATCHED_KINDS,
  type AdmissionAnswer,
  type Evidence,
  type Intent,
  type Target,
  type WatchedKind,
} from './evidence/evidence.ts';
export {
  SETTINGS_ASKED,
  type ArchiverSeen,
  type InstanceAnswer,
  type InstanceLook,
  type MountSeen,
  type ReceiverSeen,
  type SessionSeen,
  type SlotSeen,
  type StandbySeen,
} from './evidence/instance-answer.ts';
export type { LogEnd } from './evidence/log-end.ts';
export { seen, unseen, type Look, type NotSeen, type Seen, type Unseen } from './evidence/look.ts';
export type { AccessSeen, OperatorEvidence } from './evidence/operator-evidence.ts';
export type { PoolerAnswer, PoolerLook, PoolSeen } from './evidence/pooler-answer.ts';
export type { Reach } from './evidence/reach.ts';
export type { AlertSeen, ProofSeen, WatchSeen } from './evidence/reports.ts';
export type { SecretRemark, SecretSeen } from './evidence/secret-seen.ts';
export { STORE_STEPS, type StoreAnswer, type StoreContent, type StoreStep } from './evidence/store-answer.ts';
export type { VolumeUse } from './evidence/volume-use.ts';
