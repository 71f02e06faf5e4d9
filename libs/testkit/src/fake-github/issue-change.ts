import type { Issue, World } from './world.ts';

export interface IssueEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: Issue['state'];
  readonly reason?: Issue['stateReason'];
  readonly labels?: readonly string[];
  readonly by: string;
}

export function changeIssue(world: World, issue: Issue, { by, reason = null, ...edit }: IssueEdit): Issue {
  const nowMs = world.now();
  const state = edit.state ?? issue.state;
  const next = { ...issue, ...edit, state, updatedAtMs: nowMs };
  if (state === issue.state) return reason === null || state === 'open' ? next : { ...next, stateReason: reason };
  return state === 'closed'
    ? { ...next, stateReason: reason ?? 'completed', closedBy: by, closedAtMs: nowMs }
    : { ...next, stateReason: 'reopened', closedBy: null, closedAtMs: null };
}
