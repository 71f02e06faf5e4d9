import { defaultAlertLimits } from '@postgres-ha/environment';

/** The limits that the alerts have by default, in the units of the panels: one dashboard shows all clusters, whatever each of them says. */
export interface Limits {
  readonly lagBytes: number;
  /** 0 to 1. */
  readonly connections: number;
  readonly transactionSeconds: number;
  readonly backupAgeSeconds: number;
  readonly unprovenSeconds: number;
  readonly walBacklog: number;
  readonly volumeWarning: number;
  readonly volumeCritical: number;
  readonly slotBytes: number;
  readonly certificateSeconds: number;
  readonly wraparoundAge: number;
  readonly poolerWaitSeconds: number;
}

export function defaultLimits(): Limits {
  const limits = defaultAlertLimits();
  return {
    lagBytes: limits.replicationLagBytes,
    connections: limits.connectionsPercent / 100,
    transactionSeconds: limits.longRunningTransactionSeconds,
    backupAgeSeconds: limits.backupAgeSeconds,
    unprovenSeconds: limits.backupUnprovenSeconds,
    walBacklog: limits.walBacklogSegments,
    volumeWarning: limits.volumeWarningPercent / 100,
    volumeCritical: limits.volumeCriticalPercent / 100,
    slotBytes: limits.slotLagBytes,
    certificateSeconds: limits.certificateExpirySeconds,
    wraparoundAge: limits.wraparoundTransactions,
    poolerWaitSeconds: limits.poolerWaitSeconds,
  };
}
