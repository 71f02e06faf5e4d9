import type { KubeObject } from '@postgres-ha/kube-manifest';
import { synchronousReplication } from './synchronous-replication.ts';
import { numberAt, valueAt } from './value-at.ts';

/** How CloudNativePG replaces the instances of a cluster when it has to. */
export interface RolloutPolicy {
  /** Instances that run when the change arrives. */
  readonly instances: number;
  readonly method: 'restart' | 'switchover';
  readonly supervised: boolean;
  /** Seconds in which a stopping primary refuses new sessions and waits for the old ones to end. */
  readonly smartShutdownSeconds: number;
  /** Commits wait while one standby is away. */
  readonly needsEveryStandby: boolean;
}

/** CRD defaults. */
const SMART_SHUTDOWN_TIMEOUT_S = 180;
const STOP_DELAY_S = 1800;

/**
 * The instances are those of the old Cluster; how they are treated says the new one.
 * @see CloudNativePG 1.30: internal/controller/cluster_upgrade.go, updatePrimaryPod
 */
export function rolloutPolicy({
  before,
  after,
}: {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}): RolloutPolicy {
  const ruling = after ?? before;
  const instances = numberAt(before ?? after, ['spec', 'instances']) ?? 1;
  const smart = numberAt(ruling, ['spec', 'smartShutdownTimeout']) ?? SMART_SHUTDOWN_TIMEOUT_S;
  const stop = numberAt(ruling, ['spec', 'stopDelay']) ?? STOP_DELAY_S;
  const synchronous = synchronousReplication(ruling);
  return {
    instances,
    method: valueAt(ruling, ['spec', 'primaryUpdateMethod']) === 'switchover' ? 'switchover' : 'restart',
    supervised: valueAt(ruling, ['spec', 'primaryUpdateStrategy']) === 'supervised',
    // A smart shutdown that may not outlast the stop delay is left out.
    smartShutdownSeconds: stop <= smart ? 0 : smart,
    needsEveryStandby: synchronous?.blocks === true && instances > 1 && instances - 1 <= synchronous.number,
  };
}
