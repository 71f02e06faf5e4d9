import { quantityBytes } from '@postgres-ha/kube-manifest';
import { clusterMonitoring, type ClusterMonitoring } from './schema/monitoring-schema.ts';

/** A cluster's `monitoring.alerts` in numbers, their units in their names. */
export interface AlertLimits {
  readonly replicationLagBytes: number;
  readonly connectionsPercent: number;
  readonly longRunningTransactionSeconds: number;
  readonly backupAgeSeconds: number;
  readonly backupUnprovenSeconds: number;
  readonly walBacklogSegments: number;
  readonly volumeWarningPercent: number;
  readonly volumeCriticalPercent: number;
  readonly slotLagBytes: number;
  readonly certificateExpirySeconds: number;
  readonly wraparoundTransactions: number;
  readonly poolerWaitSeconds: number;
}

export function alertLimits(alerts: ClusterMonitoring['alerts']): AlertLimits {
  return {
    replicationLagBytes: bytes(alerts.replicationLag),
    connectionsPercent: alerts.connections,
    longRunningTransactionSeconds: alerts.longRunningTransaction,
    backupAgeSeconds: alerts.backupAge,
    backupUnprovenSeconds: alerts.backupUnproven,
    walBacklogSegments: alerts.walBacklog,
    volumeWarningPercent: alerts.volumeWarning,
    volumeCriticalPercent: alerts.volumeCritical,
    slotLagBytes: bytes(alerts.slotLag),
    certificateExpirySeconds: alerts.certificateExpiry,
    wraparoundTransactions: alerts.wraparoundAge,
    poolerWaitSeconds: alerts.poolerWait,
  };
}

/** From when on numbers are an alert, where a cluster says nothing else. */
export function defaultAlertLimits(): AlertLimits {
  return alertLimits(clusterMonitoring.parse({}).alerts);
}

function bytes(quantity: string): number {
  const read = quantityBytes(quantity);
  if (read === undefined) throw new TypeError(`${quantity} is no size`);
  return read;
}
