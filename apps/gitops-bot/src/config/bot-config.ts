import type { GitHubAuth } from '@postgres-ha/github-api';
import type { ListenAddress, Timetable } from '@postgres-ha/worker-runtime';

/** What the bot looks after, and as whom. */
export interface BotConfig {
  readonly auth: GitHubAuth;
  readonly apiUrl: string | undefined;
  /** Undefined: as GitHub asks for. */
  readonly writeIntervalMs: number | undefined;
  readonly repositories: readonly string[];
  readonly facts: FactsPlace;
  readonly timetable: Timetable;
  readonly dashboard: string | undefined;
  readonly webhooks: WebhookSettings | undefined;
  readonly stateDirectory: string | undefined;
  readonly listen: ListenAddress | undefined;
  /** What must not be printed, wherever it turns up. */
  readonly secrets: readonly string[];
}

export interface WebhookSettings {
  readonly listen: ListenAddress;
  readonly path: string;
  readonly secrets: readonly string[];
  readonly maxBodyBytes: number;
}

/** Where facts of clusters are published, as `<environment>/<cluster>.json`. */
export type FactsPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'branch'; readonly branch: string };
