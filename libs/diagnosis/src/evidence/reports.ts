/** What the backup verifier last found of one server in an archive; times are ISO 8601. */
export interface ProofSeen {
  readonly server: string;
  /** A verdict of libs/backup-proof. */
  readonly verdict: string;
  /** `L0` … `L5`; null where nothing was proven. */
  readonly level: string | null;
  readonly provenAt: string | null;
  readonly recoverableTo: string | null;
  readonly lastRunAt: string | null;
  /** Pod that said so. */
  readonly reportedBy: string;
}

/** What the split-brain watchdog says. */
export interface WatchSeen {
  /** A state of libs/split-brain. */
  readonly state: string;
  readonly membersSeen: number;
  readonly membersExpected: number;
  readonly openIncidents: number;
  readonly reportedBy: string;
}

/** An alert of this cluster, as Alertmanager has it. */
export interface AlertSeen {
  readonly name: string;
  readonly severity: string;
  readonly state: 'active' | 'suppressed' | 'unprocessed';
  readonly startedAt: string;
  readonly summary: string;
}
