import type { IssueLabel } from '@postgres-ha/github-api';
import type { SinkClock } from '../sink-clock.ts';
import type { GitHubProgress } from './github-progress.ts';
import type { IssuePort } from './issue-port.ts';

/** One delivery, as its steps share it. */
export interface Showing {
  readonly port: IssuePort;
  readonly clock: SinkClock;
  readonly signal: AbortSignal;
  readonly labels: readonly string[];
  readonly settleMs: number;
  readonly progress: () => GitHubProgress;
  /** Durable when it resolves. */
  readonly keep: (changes: Partial<GitHubProgress>) => Promise<void>;
  /** Makes them, where the repository does not have them yet. */
  readonly labelsReady: (labels: readonly IssueLabel[], signal: AbortSignal) => Promise<void>;
}
