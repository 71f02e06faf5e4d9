import { defaultAlerts } from '@postgres-ha/environment';
import { quantityBytes } from '@postgres-ha/kube-manifest';

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
  const alerts = defaultAlerts();
  return {
    lagBytes: bytes(alerts.replicationLag),
    connections: alerts.connections / 100,
    transactionSeconds: alerts.longRunningTransaction,
    backupAgeSeconds: alerts.backupAge,
    unprovenSeconds: alerts.backupUnproven,
    walBacklog: alerts.walBacklog,
    volumeWarning: alerts.volumeWarning / 100,
    volumeCritical: alerts.volumeCritical / 100,
    slotBytes: bytes(alerts.slotLag),
    certificateSeconds: alerts.certificateExpiry,
    wraparoundAge: alerts.wraparoundAge,
    poolerWaitSeconds: alerts.poolerWait,
  };
}

function bytes(quantity: string): number {
  const read = quantityBytes(quantity);
  if (read === undefined) throw new TypeError(`${quantity} is no size`);
  return read;
}
