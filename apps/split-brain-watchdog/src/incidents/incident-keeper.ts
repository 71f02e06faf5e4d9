import type { Concern, Incident } from '@postgres-ha/incident';

/** Keeps incidents, and has them told. */
export interface IncidentKeeper extends AsyncDisposable {
  readonly see: (source: string, look: Seen) => void;
  /** Open ones, and those that ended lately. */
  readonly incidents: () => readonly Incident[];
  readonly sinks: () => readonly SinkState[];
}

export interface Seen {
  readonly at: Date;
  readonly concerns: readonly Concern[];
  /** Whether what is not among them is over. */
  readonly complete: boolean;
}

/** How far a sink is. */
export interface SinkState {
  readonly name: string;
  readonly delivered: number;
  readonly failed: number;
  /** Incidents that it does not show yet as they are. */
  readonly waiting: number;
  /** Why the last try failed; undefined where it did not. */
  readonly failing: string | undefined;
  /** Of the last test; undefined before the first. */
  readonly selfTest: 'passed' | 'failed' | undefined;
}
