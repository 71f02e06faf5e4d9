/** The configuration as it stands in its file. Durations and sizes are texts with units. */
export interface ConfigFile {
  readonly observer?: string | undefined;
  readonly interval?: string | undefined;
  readonly timeout?: string | undefined;
  readonly clusters: readonly ClusterEntry[];
  readonly runbooks?: string | undefined;
  readonly notifyFile?: string | undefined;
  readonly notify?: Readonly<Record<string, unknown>> | undefined;
  readonly stateDirectory?: string | undefined;
  readonly recordings?: RecordingsEntry | undefined;
  readonly listen?: string | undefined;
  readonly heartbeat?: HeartbeatEntry | undefined;
}

export interface ClusterEntry {
  readonly name: string;
  readonly members: readonly MemberEntry[];
  readonly smartShutdownTimeout?: string | undefined;
}

export interface MemberEntry {
  readonly name: string;
  readonly connection?: string | undefined;
  readonly connectionEnvironment?: string | undefined;
  readonly connectionFile?: string | undefined;
  readonly passwordEnvironment?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly claim?: 'member' | 'related' | undefined;
}

export interface RecordingsEntry {
  readonly directory: string;
  readonly size?: string | undefined;
  readonly keepIncidents?: string | undefined;
}

export interface HeartbeatEntry {
  readonly url?: string | undefined;
  readonly urlEnvironment?: string | undefined;
  readonly interval?: string | undefined;
  readonly freshMembers?: number | undefined;
}
