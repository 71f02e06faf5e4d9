/** The configuration as it stands in its file. Sizes are texts with units. */
export interface ConfigFile {
  readonly github: GitHubEntry;
  readonly webhooks?: WebhooksEntry | undefined;
  readonly repositories: readonly string[];
  readonly stateDirectory?: string | undefined;
  readonly facts?: FactsEntry | undefined;
  readonly schedule?: ScheduleEntry | undefined;
  readonly dashboard?: string | undefined;
  readonly listen?: string | undefined;
}

export interface GitHubEntry {
  readonly appId?: number | undefined;
  readonly installationId?: number | undefined;
  readonly privateKeyFile?: string | undefined;
  readonly privateKeyEnvironment?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly tokenEnvironment?: string | undefined;
  readonly login?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly writeInterval?: string | undefined;
}

export interface WebhooksEntry {
  readonly secrets: readonly SecretEntry[];
  readonly listen?: string | undefined;
  readonly path?: string | undefined;
  readonly maxBody?: string | undefined;
}

export interface SecretEntry {
  readonly file?: string | undefined;
  readonly environment?: string | undefined;
}

export interface FactsEntry {
  readonly directory?: string | undefined;
  readonly branch?: string | undefined;
}

export interface ScheduleEntry {
  readonly cron?: string | undefined;
  readonly timeZone?: string | undefined;
}
