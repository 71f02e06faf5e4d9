import type { ListenAddress } from '@postgres-ha/worker-runtime';
import type { WatchedCluster } from '@postgres-ha/split-brain';
import type { Connect } from '../look/connect.ts';

/** What is watched, how, and who is told. */
export interface WatchConfig extends Watched {
  /** For what is looked at by `serve`. */
  readonly listen: ListenAddress | undefined;
  /** Address of the pages that say what to do. */
  readonly runbooks: string | null;
  readonly notify: NotifyText | undefined;
  readonly stateDirectory: string | undefined;
  readonly recordings: RecordingSettings | undefined;
  readonly heartbeat: HeartbeatSettings | undefined;
}

/** What is looked at, and how. */
export interface Watched {
  readonly observer: string;
  readonly timeoutMs: number;
  readonly clusters: readonly WatchedConnections[];
  /** What must not be printed, wherever it turns up. */
  readonly secrets: readonly string[];
}

export interface WatchedConnections {
  readonly cluster: WatchedCluster;
  /** In the order of the members. */
  readonly connect: readonly Connect[];
}

/** Settings of sinks as they stand in a file; `libs/notification` reads them. */
export interface NotifyText {
  readonly file: string;
  readonly text: string;
}

export interface RecordingSettings {
  readonly directory: string;
  readonly sizeBytes: number;
  readonly keepIncidentsMs: number;
}

export interface HeartbeatSettings {
  readonly url: string;
  readonly intervalMs: number;
  /** Of all members, 0 to 1. */
  readonly freshShare: number;
}
