export { GitHubError, type GitHubErrorFacts, type GitHubProblem } from './github-error.ts';
export type { GitHubAuth, GitHubClock, GitHubOptions } from './github-options.ts';
export { openGitHub, type GitHub } from './github.ts';
export type { Issue, IssueComment, IssueLabel, IssueRef } from './issue.ts';
export type { Writing } from './requests.ts';
export type { IssueUpdate, NewIssue, RepositoryIssues, Waiting } from './repository-issues.ts';
