export type { ActionFacts, ProposedAction, WinnerFacts } from './actions/action-facts.ts';
export { FENCE_CONDITIONS, type FenceCondition } from './actions/fence-conditions.ts';
export { neverRulesAgainst, NEVER_RULES, type NeverRule } from './actions/never-rules.ts';
export { permittedActions } from './actions/permitted-actions.ts';
export {
  compareHistories,
  type CompareOptions,
  type DecidedHistories,
  type Fork,
  type ForkMarkQuestion,
  type HistoryComparison,
} from './ancestry/compare-histories.ts';
export { concernsOf, type ConcernOptions } from './concerns/concerns-of.ts';
export { lostWrites, type LossFacts } from './losses/lost-writes.ts';
export {
  readRecording,
  type ReadRecording,
  type Recording,
  type RecordingProblem,
} from './recording/read-recording.ts';
export type { RecordingHeader } from './recording/recording-header.ts';
export { replay, type ReplayOptions } from './recording/replay.ts';
export { recordingHeader, recordLine } from './recording/write-recording.ts';
export type {
  Commit,
  CommitsEvidence,
  Evidence,
  ForkMarkEvidence,
  HistoryEvidence,
  NoEvidence,
  Question,
} from './observation/evidence.ts';
export type { Instant } from './observation/instant.ts';
export {
  PROBE_OUTCOMES,
  type MemberAnswer,
  type MemberDetails,
  type ProbeObservation,
  type ProbeOutcome,
} from './observation/probe.ts';
export type { ArchiveObservation, SurroundingsObservation, Tick } from './observation/surroundings.ts';
export type { WatchEvent } from './observation/watch-event.ts';
export type {
  Condition,
  Judgement,
  LostWrites,
  MemberView,
  PermittedAction,
  Proof,
  Severity,
} from './judgement/judgement.ts';
export { DECISION_TABLE, type DecisionRow, type Finding, type Step } from './judgement/decision-table.ts';
export { judge } from './judgement/judge.ts';
export { learn } from './judgement/learn.ts';
export { printDecisionTable } from './judgement/print-decision-table.ts';
export { beginWatch, type Watch } from './judgement/watch.ts';
export { STATE_NAMES, type StateName } from './judgement/state-name.ts';
export type { WatchedCluster, WatchedMember } from './judgement/watched-cluster.ts';
export { explainState } from './words/explain-state.ts';
export type { StateExplanation } from './words/state-explanation.ts';
export { stateReference } from './words/state-reference.ts';
