/** What can be measured while a change is applied. */
export interface Prediction {
  /** The worst that a standby goes through. `restarted`: in its pod or with it, see `podsReplaced`. */
  readonly standbys: 'untouched' | 'reloaded' | 'restarted' | 'stopped';
  /** `waits-for-user`: the operator waits until someone switches over or restarts the primary. */
  readonly primary:
    'untouched' | 'reloaded' | 'restarted-in-place' | 'pod-replaced' | 'switched-over' | 'waits-for-user' | 'stopped';
  readonly podsReplaced: 'none' | 'standbys' | 'all';
  /** A parameter that a standby may not have lower than the primary was lowered: the primary restarts before the standbys. */
  readonly primaryFirst: boolean;
  readonly instancesAdded: number;
  readonly instancesRemoved: number;
  /** Every Pooler in the new files or the old ones, by name. */
  readonly poolers: readonly PoolerPrediction[];
  /** How long a client that connects anew and writes may have to wait. */
  readonly writePause: 'none' | 'seconds' | 'minutes' | 'until-someone-acts';
}

/** The part of a prediction that is about the instances. */
export type InstancePrediction = Omit<Prediction, 'instancesAdded' | 'instancesRemoved' | 'poolers'>;

export interface PoolerPrediction {
  readonly name: string;
  /** `reloaded`: PgBouncer read its configuration again, or was paused or resumed. */
  readonly pods: 'untouched' | 'reloaded' | 'rolled' | 'added' | 'removed';
}
