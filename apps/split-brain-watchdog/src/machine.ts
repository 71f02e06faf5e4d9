import type { JudgeCluster } from '@postgres-ha/cluster-watch';
import type { Reading } from '@postgres-ha/command-line';
import type { IncidentSink } from '@postgres-ha/incident';
import type { Clock, Log, MeasuredProcess } from '@postgres-ha/worker-runtime';
import type { NotifyText } from './config/watch-config.ts';
import type { IncidentKeeper } from './incidents/incident-keeper.ts';
import type { ReadConnection } from './look/connect.ts';
import type { Pushed } from './serve/heartbeat.ts';

/** Everything outside that a command needs. `main.ts` fills it; nobody else reads the process. */
export interface Machine {
  readonly workingDirectory: string;
  readonly hostName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly readConnection: ReadConnection;
  /** The engine of `libs/split-brain` when left out. */
  readonly judgeCluster?: JudgeCluster;
  readonly openSinks: OpenSinks;
  readonly openKeeper: OpenKeeper;
  readonly push: (url: string, signal: AbortSignal) => Promise<Pushed>;
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Takes a line for standard output while a command runs, without its end. */
  readonly writeLine: (line: string) => void;
  /** This process, for its metrics. */
  readonly measured: MeasuredProcess;
}

/** Reads settings of sinks with the secrets that they name; connects to nothing. */
export type OpenSinks = (notify: NotifyText) => Promise<Reading<readonly IncidentSink[]>>;

export type OpenKeeper = (options: KeeperOptions) => Promise<IncidentKeeper>;

export interface KeeperOptions {
  /** Empty: nobody is told. */
  readonly sinks: readonly IncidentSink[];
  /** Undefined only without sinks. */
  readonly stateDirectory: string | undefined;
  /** Who will see incidents. What others saw, of clusters that are not watched any more, is over. */
  readonly sources: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}
