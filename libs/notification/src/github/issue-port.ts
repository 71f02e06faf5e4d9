import type { RepositoryIssues } from '@postgres-ha/github-api';

/** What the sink needs of a repository's issues. Every function throws GitHubError, which says whether a write may have been done. */
export type IssuePort = Pick<
  RepositoryIssues,
  | 'repository'
  | 'author'
  | 'newestNumber'
  | 'findByMarker'
  | 'get'
  | 'create'
  | 'update'
  | 'close'
  | 'reopen'
  | 'comments'
  | 'comment'
  | 'ensureLabels'
  | 'addLabels'
  | 'removeLabel'
  | 'obstacles'
>;
