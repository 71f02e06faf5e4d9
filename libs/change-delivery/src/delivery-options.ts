import type { ReadFacts } from '@postgres-ha/cluster-facts';
import type { GitHubRepository, IssueLabel } from '@postgres-ha/github-api';

export interface DeliveryOptions {
  readonly repository: GitHubRepository;
  /** What is known of running clusters. */
  readonly facts: ReadFacts;
  readonly clock: () => Date;
  /** Name and version of what renders: part of each plan's hash. */
  readonly generator: string;
  /** SHA-256 of a text's UTF-8, in hexadecimal. */
  readonly digest: (text: string) => string;
  /** One line for each thing that was done or could not be. */
  readonly log: DeliveryLog;
  /** `none`: with a person's token, which may not write checks. What requires them stays shut then. */
  readonly checks?: 'none';
  /** How long a branch without a pull request is taken for work in progress; 15 minutes by default. */
  readonly claimMs?: number;
  /** How far back a tick looks for comments that nobody told of; 24 hours by default. */
  readonly lookBackMs?: number;
  /** How old such a comment is at least: before, it may still be on its way; 2 minutes by default. */
  readonly missedAfterMs?: number;
  /** Where an issue shows the state of every cluster and what is open; none by default. */
  readonly dashboard?: { readonly title: string };
  /** Of issue forms: GitHub gives an issue its form's label only where the repository has it, so the first tick of a process makes them. None by default. */
  readonly labels?: readonly IssueLabel[];
}

export type DeliveryLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;
