/** Something that was asked of the bot, and what it would do. */
export interface Proposal {
  /** `request-1` */
  readonly id: string;
  /** As it was typed. */
  readonly text: string;
  readonly askedAt: string;
  readonly outcome: ProposalOutcome;
}

export type ProposalOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'proposed'; readonly pullRequests: readonly ProposedPullRequest[]; readonly milliseconds: number }
  /** In words, each for itself. */
  | { readonly kind: 'refused'; readonly because: readonly string[] };

/** A pull request that the bot would open. */
export interface ProposedPullRequest {
  readonly branch: string;
  readonly title: string;
  readonly verdict: 'clean' | 'needs-override' | 'denied';
  /** Markdown, without its diffs. */
  readonly body: string;
  readonly files: readonly ProposedFile[];
}

export interface ProposedFile {
  readonly path: string;
  /** Written by people, or rendered from that. */
  readonly role: 'intent' | 'rendered';
  /** As `git diff` shows it. */
  readonly diff: string;
  readonly added: number;
  readonly removed: number;
}

export interface BotState {
  /** Newest last. */
  readonly proposals: readonly Proposal[];
}

/** What is offered to be asked; the first two are the story's. */
export const EXAMPLE_REQUESTS = [
  '/scale production/postgres-cluster instances=5',
  '/maintenance start production/postgres-cluster',
  '/set production/postgres-cluster max_connections=100',
  '/resize production/postgres-cluster storage=50Gi',
] as const;
