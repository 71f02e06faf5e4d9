/** What a process that probes is told. */
export interface ProbingOrder {
  readonly clusters: readonly ProbedCluster[];
  readonly intervalMs: number;
  /** The measurement begins when all members have answered, or after this. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export interface ProbedCluster {
  readonly name: string;
  readonly members: readonly FleetMember[];
}

export interface FleetMember {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A file. */
  readonly rootCertificate: string;
}

/** What it measured of itself. */
export interface ProbingFigures {
  readonly members: number;
  readonly seconds: number;
  /** Of one core. */
  readonly cpuPercent: number;
  /** Since it started. */
  readonly peakMebibytes: number;
  readonly answered: number;
  /** Probes that were sent and not answered. */
  readonly unanswered: number;
  /** Turns at which nothing was sent. */
  readonly missed: number;
  /** The latest probe, sent, against the rhythm of its member. */
  readonly latestMs: number;
  /** The longest from a turn to its answer. */
  readonly latestAnswerMs: number;
  /** The longest from question to answer, and the 99th percentile. */
  readonly longestMs: number;
  readonly longest99Ms: number;
  /** What was judged of the clusters in the end, and of how many; empty where nothing judges. */
  readonly states: Readonly<Record<string, number>>;
}
