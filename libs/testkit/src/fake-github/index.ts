export { answered, created, done, invalid, notFound, Refusal, type Answer, type Call, type Route } from './answer.ts';
export type { Actor } from './actor.ts';
export { lineDiff, type LineDiff } from './line-diff.ts';
export { startFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from './fake-github.ts';
export {
  gitId,
  gitObjects,
  type GitCommit,
  type GitObject,
  type GitObjects,
  type GitPerson,
  type TreeEntry,
} from './git-objects.ts';
export type { RateLimits } from './limits.ts';
export type { People } from './people.ts';
export type { IssueEdit } from './issue-change.ts';
export type { ListLag } from './lagging.ts';
export type { CheckRun } from './check-run.ts';
export type { SeenPullRequest } from './people-on-pull-requests.ts';
export type { MergeMethod } from './merges.ts';
export type { WebhookAttempt, WebhookMessage, Webhooks, WebhookSetup } from './webhooks.ts';
export type { PullRequest } from './pull-request.ts';
export type {
  AppSetup,
  Comment,
  FakeGitHubSetup,
  InstallationSetup,
  Issue,
  Label,
  Permission,
  RepositorySetup,
  TokenSetup,
} from './world.ts';
