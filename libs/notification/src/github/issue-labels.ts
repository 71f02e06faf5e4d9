import type { IssueLabel } from '@postgres-ha/github-api';

const COLORS: Readonly<Record<string, string>> = {
  'severity/critical': 'b60205',
  'severity/warning': 'fbca04',
  'severity/info': '0e8a16',
};

/** As it is made where a repository does not have it; one that is there stays as it is. */
export function watchdogLabel(name: string): IssueLabel {
  return { name, color: COLORS[name] ?? '5319e7', description: 'Set by the watchdog of PostgreSQL clusters' };
}
