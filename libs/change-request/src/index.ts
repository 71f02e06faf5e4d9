export type {
  Command,
  CommandLine,
  CommandMistake,
  CommentReading,
  ParameterChange,
  PullRequestCommand,
  Target,
} from './command/command.ts';
export { COMMANDS, type Argument, type CommandDescription, type CommandKind } from './command/commands.ts';
export { commandReference } from './command/command-reference.ts';
export { FORMS, type Form, type FormField } from './command/forms.ts';
export { helpText } from './command/help-text.ts';
export { printCommand } from './command/print-command.ts';
export { readComment } from './command/read-comment.ts';
export { readForm, type IssueText } from './command/read-form.ts';
export { usage } from './command/usage.ts';
export { MAX_COMMANDS } from './command/limits.ts';
export type { Author, BotEvent } from './event.ts';
export type { EditContext, FileEdits } from './intent/edit-context.ts';
export { fileEdits } from './intent/file-edits.ts';
export type { FileEdit, Intent, IntentKind, Origin } from './intent/intent.ts';
export type { ChangePlan, Judgement, NoPlan, Override, PlannedFile, Planning, RuleResult } from './plan/change-plan.ts';
export type { FactsSource } from './plan/facts-source.ts';
export { inputsChanged, type BaseMove } from './plan/inputs-changed.ts';
export { judgeStates, type Review, type StatesJudgement, type StatesOptions } from './plan/judge-states.ts';
export { applyOverrides, overrideProblem } from './plan/overrides.ts';
export { planChange, type PlanOptions } from './plan/plan-change.ts';
export type { RepositoryState } from './plan/repository-state.ts';
export { ruleReference } from './plan/rule-reference.ts';
export type { Rule } from './plan/rules/rule.ts';
export { POLICY } from './plan/rules/policy.ts';
export { RULES } from './plan/rules/rules.ts';
export { CHECK_NAME, checkContent, type CheckContent, type CheckOptions } from './report/check-content.ts';
export type { ClusterState, OpenIntent } from './report/cluster-state.ts';
export { dashboardIssue, type DashboardIssue, type DashboardOptions } from './report/dashboard-issue.ts';
export {
  readMarker,
  writeMarker,
  type ChangeMark,
  type Marker,
  type OriginMark,
  type ReplyMark,
  type ReviewMark,
} from './report/marker.ts';
export { fileHunks, hunkText, type FileHunks, type Hunk } from './report/file-hunks.ts';
export {
  branchOf,
  pullRequestContent,
  type PullRequestContent,
  type PullRequestOptions,
} from './report/pull-request-content.ts';
export type { PullRequestReading } from './report/pull-request-reading.ts';
export { replyComment, type CommandOutcome, type PullRequestLink, type ReplyOutcome } from './report/reply-comment.ts';
export { reviewComment, type ReviewedBranch, type ReviewOptions } from './report/review-comment.ts';
