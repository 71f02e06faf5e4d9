export { answered, created, done, invalid, notFound, Refusal, type Answer, type Call, type Route } from './answer.ts';
export type { Actor } from './actor.ts';
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
export type { IssueEdit } from './routes/issues.ts';
export type {
  AppSetup,
  Comment,
  FakeGitHubSetup,
  InstallationSetup,
  Issue,
  Label,
  ListLag,
  Permission,
  RepositorySetup,
  TokenSetup,
} from './world.ts';
