/** What is watched, and what is claimed of it. */
export interface WatchedCluster {
  /** For people and fingerprints: `production/orders`, or any name. */
  readonly name: string;
  readonly members: readonly WatchedMember[];
  /** Time between two probes of a member. */
  readonly probeIntervalMs: number;
  /** `.spec.smartShutdownTimeout`, how long a primary that is told to stop may go on committing; null where unknown. */
  readonly smartShutdownSeconds: number | null;
}

export interface WatchedMember {
  readonly name: string;
  /**
   * `member` is claimed to be one of this cluster: two writable ones are a split brain as soon as their system identifiers are equal.
   * `related` may be a copy with a life of its own (a restored staging cluster): equal data is worth a note.
   */
  readonly claim: 'member' | 'related';
}
